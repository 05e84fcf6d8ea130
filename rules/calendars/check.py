"""Compares every day of rules/calendars/*.toml with two public packages.

    pip install chinesecalendar==1.11.0 holidays==0.109
    python rules/calendars/check.py [FOLDER]

Prints each day on which a package says otherwise and ends with 1 if there is any, or if a
package does not know a year that has a file. The files are written from the notices of the
State Council's General Office, and the notice wins: where a package differs, read the notice
that the file names before changing anything.

Known traps:
- 2019-05-02 to 05-05: a second notice (22 March 2019) lengthened the Labour Day holiday.
- 2020-01-31 to 02-02: a second notice lengthened the Spring Festival; Saturday 2020-02-01,
  a make-up day of the first notice, was off after all. Both packages know it. The package
  workalendar (17.0.0) keeps both days as working days and ends with 2023; it is left out.
- 2022-12-31: a day of the holiday of 2023, in the notice for 2023.
- 2024-02-09: recommended as a day off, not ordered; a working day.
"""

import datetime
import pathlib
import sys
import tomllib

import chinese_calendar
import holidays


def days_of(year):
    """All days of a year."""
    day = datetime.date(year, 1, 1)
    while day.year == year:
        yield day
        day += datetime.timedelta(days=1)


def working_days(path):
    """Day -> whether it is a working day, by the rule of src/calendar/mod.rs."""
    file = tomllib.loads(path.read_text(encoding="utf-8"))
    off, worked = set(), set()
    for holiday in file["holiday"]:
        span = (holiday["to"] - holiday["from"]).days
        off |= {holiday["from"] + datetime.timedelta(days=n) for n in range(span + 1)}
        worked |= set(holiday.get("workdays", []))
    return {
        day: day in worked or (day.weekday() < 5 and day not in off)
        for day in days_of(file["year"])
    }


def by_chinesecalendar(day):
    """Raises NotImplementedError for a year that the package does not know."""
    return chinese_calendar.is_workday(day)


def by_holidays(day):
    """A year without make-up days in the package is one that it does not know yet."""
    known = holidays.China(years=day.year)
    if not any(day.year == worked.year for worked in known.weekend_workdays):
        raise NotImplementedError
    return known.is_working_day(day)


PACKAGES = {"chinesecalendar": by_chinesecalendar, "holidays": by_holidays}


def differences(path):
    """Lines of what differs in one file, and how many working days it has."""
    ours = working_days(path)
    for name, theirs in PACKAGES.items():
        try:
            for day, works in ours.items():
                if theirs(day) != works:
                    said = "works" if works else "off"
                    yield f"{day} {day:%a}: {path.name} says {said}, {name} otherwise"
        except NotImplementedError:
            yield f"{path.name}: {name} does not know this year"


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
    files = sorted(folder.glob("[0-9][0-9][0-9][0-9].toml"))
    if not files:
        print(f"no calendar in {folder}")
        return 1
    wrong = 0
    for path in files:
        found = list(differences(path))
        print("\n".join(found) or f"{path.name}: {sum(working_days(path).values())} working days, agreed")
        wrong += len(found)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
