//! The calendars of the program, for tests.

use std::sync::LazyLock;

use super::Calendar;

const FILES: [(&str, &str); 8] = [
    ("calendars/2019.toml", include_str!("../../rules/calendars/2019.toml")),
    ("calendars/2020.toml", include_str!("../../rules/calendars/2020.toml")),
    ("calendars/2021.toml", include_str!("../../rules/calendars/2021.toml")),
    ("calendars/2022.toml", include_str!("../../rules/calendars/2022.toml")),
    ("calendars/2023.toml", include_str!("../../rules/calendars/2023.toml")),
    ("calendars/2024.toml", include_str!("../../rules/calendars/2024.toml")),
    ("calendars/2025.toml", include_str!("../../rules/calendars/2025.toml")),
    ("calendars/2026.toml", include_str!("../../rules/calendars/2026.toml")),
];

static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| Calendar::read(FILES).unwrap());

pub(crate) fn calendar() -> &'static Calendar {
    &CALENDAR
}
