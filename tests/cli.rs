//! The program from outside: what it says, how it ends, and what it leaves, case by case.
//!
//! Inputs stand in `cmd/<case>/in`, what is said in `cmd/<case>/said.txt`; run with
//! `SNAPSHOTS=overwrite` to write the latter anew. Paths and the edition of the rules are
//! masked.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

mod support;

use std::{fs, io::Write};

use snapbox::{Data, assert_data_eq};

use support::{ANSWER, Home, Output, Ran, SHELL, root, table};

const HEADER: [&str; 5] = ["编号", "年度", "承办单位", "建议标题", "答复内容"];

/// Compares what was said with `cmd/<case>/said.txt`.
fn expect(case: &str, ran: &Ran) {
    let path = root().join("tests/cmd").join(case).join("said.txt");
    assert_data_eq!(ran.said(), Data::read_from(&path, None).raw());
}

/// Runs `in` into `out` and compares what was said.
fn golden(case: &str) -> (Home, Output) {
    let home = Home::of(case);
    expect(case, &home.shida("run in -o out"));
    let output = home.output("out");
    (home, output)
}

/// Nothing but the input stands in the home: the failed run left no folder, whole or half.
fn nothing_is_left(home: &Home) {
    assert_eq!(home.entries(), ["in"]);
}

mod parquet {
    use shida::frame::{CellType, Cells, ParquetTable};

    use super::*;

    #[test]
    fn parquet_gives_what_csv_gives() {
        let rows =
            [["007", "2024", "交通局", "路灯", ANSWER], ["8", "2023", "水务局", "水压", SHELL]];
        let csv = Home::with_replies(&rows);
        let home = Home::empty();
        fs::create_dir(home.path("in")).unwrap();
        let schema: Vec<_> = HEADER.iter().map(|name| (*name, CellType::Text)).collect();
        let mut table = ParquetTable::create(&home.path("in/答复.parquet"), &schema).unwrap();
        let column = |at: usize| Cells::Text(rows.iter().map(|row| Some(row[at])).collect());
        (0..HEADER.len()).try_for_each(|at| table.add(column(at))).unwrap();
        table.write().unwrap();
        table.finish().unwrap();
        for home in [&csv, &home] {
            assert_eq!(home.shida("run in -o out").code, 0);
        }
        assert_eq!(home.output("out").rows("replies.csv"), csv.output("out").rows("replies.csv"));
    }
}

mod usage {
    use super::*;

    #[test]
    fn help_speaks_chinese_and_shows_an_example() {
        let home = Home::empty();
        for (case, arguments) in [
            ("help", "-h"),
            ("help-run", "run -h"),
            ("help-eval", "eval -h"),
            ("help-compare", "compare -h"),
            ("help-explain", "explain -h"),
            ("help-rules", "rules -h"),
            ("help-rules-explain", "rules explain --help"),
        ] {
            let ran = home.shida(arguments);
            expect(case, &ran);
            assert_eq!(ran.code, 0);
            for english in ["Usage", "Options", "OPTIONS", "possible values", "default", "Print"] {
                assert!(!ran.stdout.contains(english), "{arguments}: {english}");
            }
        }
        assert!(home.shida("run -h").stdout.contains("shida run datasets/demo"));
    }

    #[test]
    fn the_version_is_one_line() {
        let ran = Home::empty().shida("--version");
        assert_eq!(ran.stdout, format!("shida {}\n", env!("CARGO_PKG_VERSION")));
    }

    #[test]
    fn a_wrong_command_line_is_explained_and_nothing_is_done() {
        let home = Home::empty();
        for (case, arguments) in [
            ("no-command", ""),
            ("no-input", "run"),
            ("no-gold", "eval"),
            ("no-folder", "explain 1"),
            ("unknown-command", "rum a.csv"),
            ("unknown-option", "run a.csv --frofile default"),
            ("bad-value", "run a.csv --as-of 2024年"),
            ("no-value", "run a.csv --profile"),
        ] {
            let ran = home.shida(arguments);
            expect(case, &ran);
            assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments}");
        }
        assert!(home.entries().is_empty());
    }

    #[test]
    fn nothing_is_coloured_when_piped() {
        let home = Home::of("tiny");
        for arguments in ["run in -o out", "run -h", "run", "run nix.csv", "rules list"] {
            let ran = home.shida(arguments);
            assert!(!ran.stdout.contains('\x1b'), "{arguments}");
            assert!(!ran.stderr.contains('\x1b'), "{arguments}");
        }
    }

    #[test]
    fn quiet_says_nothing_at_all_when_all_is_well() {
        let home = Home::of("tiny");
        let ran = home.shida("run in -o out --quiet");
        assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""));
        assert_eq!(home.output("out").rows("replies.csv").len(), 2);
    }

    #[test]
    fn quiet_still_names_rejected_rows() {
        let ran = Home::of("ragged").shida("run in -o out --quiet");
        assert_eq!((ran.code, ran.stdout.as_str()), (1, ""));
        assert_eq!(ran.stderr.lines().count(), 3);
    }

    /// A pipe whose reader has gone: neither the summary nor the rejects may end in a panic.
    #[cfg(unix)]
    #[test]
    fn a_table_whose_replies_were_not_read_is_told_on_the_screen() {
        let home = Home::with_replies(&[["1", "2024", "交通局", "路灯", ANSWER]]);
        let header = ["编号", "承办单位", "办理答复情况说明", "是否答复"];
        home.write("in/二.csv", table(&header, &[["2", "水务局", ANSWER, "是"]]));
        let ran = home.shida("run in -o out -q");
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(ran.stderr.contains("二.csv：“办理答复情况说明”像是答复"), "{}", ran.stderr);
        assert_eq!(home.output("out").notices("unread_replies").len(), 1);
        let header = ["编号", "承办单位", "是否答复"];
        home.write("in/二.csv", table(&header, &[["2", "水务局", "是"]]));
        assert_eq!(home.shida("run in -o out -q").stderr, "");
    }

    #[test]
    fn what_the_system_refuses_is_told_in_chinese_with_the_cure() {
        let home = Home::with_replies(&[["1", "2024", "交通局", "路灯", ANSWER]]);
        for (arguments, said) in [
            ("run 没有.csv -o out", "找不到「没有.csv」"),
            ("run in --rules 没有", "规则 没有 读不了：找不到这个文件或文件夹"),
            ("run in -o in/答复.csv/out", "路径里有一段是文件"),
            ("review apply 没有.xlsx --in in", "找不到「没有.xlsx」"),
            ("lint in/答复.csv", "请用 shida run"),
        ] {
            let ran = home.shida(arguments);
            assert_eq!(ran.code, 2, "{arguments}");
            assert!(ran.stderr.contains(said), "{arguments}: {}", ran.stderr);
            assert!(!ran.stderr.contains("os error"), "{arguments}: {}", ran.stderr);
        }
        nothing_is_left(&home);
    }

    #[test]
    fn a_reader_that_has_gone_is_no_error() {
        use std::process::{Command, Stdio};
        let home = Home::of("ragged");
        let mut run = Command::new(env!("CARGO_BIN_EXE_shida"))
            .args(["run", "in", "-o", "out"])
            .current_dir(home.path(""))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop((run.stdout.take(), run.stderr.take()));
        assert_eq!(run.wait().unwrap().code(), Some(1));
        assert_eq!(home.output("out").rows("rejects.csv").len(), 3);
    }

    #[test]
    fn without_an_output_folder_the_run_lands_in_reports() {
        let home = Home::of("tiny");
        assert_eq!(home.shida("run in/答复.csv -q").code, 0);
        assert!(home.path("reports/答复/index.html").is_file());
        assert_eq!(home.shida("run in -q").code, 0);
        assert!(home.path("reports/in/index.html").is_file());
    }
}

mod input {
    use super::*;

    #[test]
    fn a_tiny_year_is_judged_and_summed_up_on_one_screen() {
        let (_home, output) = golden("tiny");
        assert_eq!(output.reply("001")["non_answer"], "false");
        assert_eq!(output.reply("002")["three_part"], "true");
        assert_eq!(output.notices("blank_rows")[0]["value"], "2");
        let unanswered = &output.notices("no_reply")[0];
        assert_eq!((unanswered["line"].as_str(), unanswered["reply_id"].as_str()), ("6", "004"));
    }

    #[test]
    fn a_missing_file_and_an_unknown_format_are_named_with_the_cure() {
        let home = Home::empty();
        home.write("in/答复.pdf", "%PDF");
        for (case, arguments) in [
            ("missing-file", "run in/没有这个.csv -o out"),
            ("missing-option-file", "run in/没有.csv --metrics 没有.xlsx -o out"),
            ("unknown-format", "run in/答复.pdf -o out"),
            ("empty-folder", "run in -o out"),
        ] {
            let ran = home.shida(arguments);
            expect(case, &ran);
            assert_eq!(ran.code, 2);
            nothing_is_left(&home);
        }
    }

    #[test]
    fn an_empty_file_and_a_header_alone_are_no_quiet_year() {
        let home = Home::empty();
        home.write("in/答复.csv", "");
        expect("empty-file", &home.shida("run in/答复.csv -o out"));
        nothing_is_left(&home);
        let (home, _) = golden("header-only");
        nothing_is_left(&home);
    }

    #[test]
    fn a_broken_workbook_is_named() {
        let home = Home::empty();
        home.write("in/答复.xlsx", b"PK\x03\x04 this is no zip archive");
        let ran = home.shida("run in/答复.xlsx -o out");
        assert_eq!(ran.code, 2);
        assert!(ran.stderr.contains("答复.xlsx：文件已损坏、加了密码"), "{}", ran.stderr);
        nothing_is_left(&home);
    }

    #[test]
    fn gbk_and_utf16_tables_give_what_the_same_table_gives_in_utf8() {
        let table = fs::read_to_string(root().join("tests/cmd/tiny/in/答复.csv")).unwrap();
        let utf16 = |bytes: fn(u16) -> [u8; 2]| {
            let units = std::iter::once(0xFEFF).chain(table.encode_utf16());
            units.flat_map(bytes).collect::<Vec<u8>>()
        };
        let home = Home::of("tiny");
        let expected = home.run().text("replies.csv");
        let gbk = encoding_rs::GBK.encode(&table).0.into_owned();
        for (encoding, bytes) in [
            ("gb18030", gbk),
            ("UTF-8", [b"\xef\xbb\xbf".as_slice(), table.as_bytes()].concat()),
            ("UTF-16", utf16(u16::to_le_bytes)),
            ("UTF-16", utf16(u16::to_be_bytes)),
        ] {
            let home = Home::empty();
            home.write("in/答复.csv", bytes);
            let output = home.run();
            assert_eq!(output.text("replies.csv"), expected, "{encoding}");
            let told = output.notices("encoding");
            assert!(told.iter().all(|row| row["message"].contains(encoding)), "{told:?}");
            assert_eq!(told.is_empty(), encoding == "UTF-8", "{encoding}");
        }
    }

    #[test]
    fn a_ragged_line_is_rejected_by_its_line_and_the_rest_is_judged() {
        let (_home, output) = golden("ragged");
        assert_eq!(output.column("replies.csv", "reply_id"), ["001", "005"]);
        assert_eq!(output.column("rejects.csv", "line"), ["3", "4", "5"]);
        assert_eq!(output.column("rejects.csv", "file"), ["答复.csv"; 3]);
        assert_eq!(output.manifest()["exit_code"], 1);
    }

    #[test]
    fn only_twenty_of_many_rejects_are_named_and_all_are_listed() {
        let rows: Vec<_> = (0..30).map(|at| format!("{at},局,{SHELL},多余\n")).collect();
        let home = Home::empty();
        home.write("in/a.csv", format!("编号,单位,答复\n1,局,{SHELL}\n{}", rows.concat()));
        let ran = home.shida("run in -o out -q");
        assert_eq!(ran.code, 1);
        assert_eq!(ran.stderr.lines().count(), 21);
        assert!(ran.stderr.contains("共 30 行被拒"), "{}", ran.stderr);
        assert_eq!(home.output("out").rows("rejects.csv").len(), 30);
    }

    #[test]
    fn two_reply_columns_that_differ_are_not_chosen_between() {
        let (home, _) = golden("ambiguous");
        nothing_is_left(&home);
    }

    #[test]
    fn a_table_without_a_reply_column_lists_headers_and_aliases() {
        let (home, _) = golden("no-reply-column");
        nothing_is_left(&home);
    }

    #[test]
    fn one_table_may_hold_everything() {
        let (_home, output) = golden("one-table");
        let reply = output.reply("007");
        for (column, value) in [
            ("year", "2024"),
            ("unit", "城管局"),
            ("title", "关于更换新建路路灯的建议"),
            ("assigned", "2024-03-05"),
            ("replied", "2024-04-25"),
            ("days_to_reply", "51"),
            ("late", "false"),
            ("first_contact", "2024-04-08"),
            ("face_to_face", "true"),
            ("result_class", "A"),
            ("satisfaction", "satisfied"),
            ("reworked", "false"),
            ("published", "true"),
        ] {
            assert_eq!(reply[column], value, "{column}");
        }
        assert_eq!(output.reply("008")["late"], "true");
        assert!(output.manifest()["editions"]["profile"].as_str().unwrap().starts_with("default"));
    }

    #[test]
    fn a_folder_is_joined_by_id_and_nothing_is_dropped_silently() {
        let (_home, output) = golden("folder");
        assert_eq!(output.column("replies.csv", "reply_id"), ["001", "002", "003"]);
        assert_eq!(output.reply("001")["title"], "关于更换新建路路灯的建议");
        assert_eq!(output.reply("001")["result_class"], "A");
        let conflicting = output.reply("002");
        assert_eq!(conflicting["result_class"], "", "a contradicted value is not known");
        assert_eq!(conflicting["satisfaction"], "satisfied", "an agreed one is");
        for (kind, words) in [
            ("duplicate", vec!["指标.csv 第 3 行", "指标.csv 第 2 行"]),
            ("conflict", vec!["指标.csv 第 4 行", "指标.csv 第 5 行", "办理结果"]),
            ("orphan_metrics", vec!["指标.csv 第 6 行", "099"]),
            ("no_metrics", vec!["答复2024.csv 第 4 行", "003"]),
            ("orphan_suggestion", vec!["没有这件建议的答复"]),
            ("ignored_file", vec!["已有答复表"]),
        ] {
            let told = output.notices(kind);
            assert_eq!(told.len(), 1, "{kind}");
            for word in words {
                assert!(told[0]["message"].contains(word), "{kind}: {}", told[0]["message"]);
            }
        }
    }

    #[test]
    fn suggestions_and_metrics_may_be_named_one_by_one() {
        let home = Home::of("folder");
        let arguments =
            "run in/答复2024.csv --suggestions in/建议.csv --metrics in/指标.csv -o out -q";
        assert_eq!(home.shida(arguments).code, 0);
        let other = Home::of("folder");
        let whole = other.run();
        assert_eq!(home.output("out").text("replies.csv"), whole.text("replies.csv"));
    }

    #[test]
    fn ids_keep_their_zeros_and_become_unique() {
        let (_home, output) = golden("ids");
        let mut ids = output.column("replies.csv", "reply_id");
        ids.sort();
        assert_eq!(ids, ["0012", "0012~2", "2023-0007", "2024-0007", "31"]);
        assert!(output.notices("duplicate")[0]["message"].contains("第 5 行"));
        assert_eq!(output.notices("duplicate_id").len(), 1);
    }

    #[test]
    fn a_table_that_cannot_be_joined_says_why() {
        let home = Home::of("tiny");
        home.write("沟通.csv", "编号,沟通\n001,有\n");
        home.write("满意.csv", "姓名,满意度\n甲,满意\n");
        for (case, file) in [("nothing-to-join", "沟通.csv"), ("no-id-column", "满意.csv")] {
            let ran = home.shida(&format!("run in --metrics {file} -o out"));
            expect(case, &ran);
            assert_eq!(ran.code, 2);
        }
    }

    #[test]
    fn a_year_without_a_single_reply_is_said_and_has_no_share() {
        let home = Home::with_replies(&[["1", "2024", "教育局", "题", ""]]);
        let ran = home.shida("run in -o out");
        expect("all-unanswered", &ran);
        assert!(!ran.stdout.contains('%'), "a share of nothing is no number");
        let output = home.output("out");
        assert!(output.rows("replies.csv").is_empty() && output.rows("units.csv").is_empty());
    }

    #[test]
    fn a_broken_json_line_is_rejected_by_its_line() {
        let home = Home::empty();
        let good = serde_json::json!({"编号": "1", "答复": SHELL});
        home.write("in/答复.jsonl", format!("{good}\n{{坏\n[1]\n"));
        let ran = home.shida("run in -o out -q");
        assert_eq!(ran.code, 1);
        assert_eq!(home.output("out").column("rejects.csv", "line"), ["2", "3"]);
    }

    #[test]
    fn a_workbook_gives_what_its_csv_gives() {
        let table = fs::read_to_string(root().join("tests/cmd/one-table/in/全部.csv")).unwrap();
        let home = Home::empty();
        home.write("in/全部.xlsx", workbook(&table));
        let same = home.run();
        let other = Home::of("one-table");
        let expected = other.run();
        assert_eq!(same.text("replies.csv"), expected.text("replies.csv"));
    }

    #[test]
    fn json_lines_give_what_csv_gives() {
        let row = |id: &str, reply: &str| {
            serde_json::json!({"编号": id, "年度": 2024, "承办单位": "教育局",
                "建议标题": "关于食堂的建议", "答复内容": reply})
        };
        let home = Home::empty();
        let lines = format!("{}\n{}\n", row("01", ANSWER), row("02", SHELL));
        home.write("in/答复.jsonl", lines);
        let same = Home::with_replies(&[
            ["01", "2024", "教育局", "关于食堂的建议", ANSWER],
            ["02", "2024", "教育局", "关于食堂的建议", SHELL],
        ]);
        assert_eq!(home.run().text("replies.csv"), same.run().text("replies.csv"));
    }

    fn workbook(table: &str) -> Vec<u8> {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(table.as_bytes());
        for (line, record) in (0..).zip(reader.records()) {
            for (column, cell) in (0..).zip(&record.unwrap()) {
                sheet.write_string(line, column, cell).unwrap();
            }
        }
        book.save_to_buffer().unwrap()
    }
}

mod hostile {
    use super::*;

    #[test]
    fn a_cell_that_looks_like_a_formula_is_disarmed_in_every_csv() {
        let (_home, output) = golden("injection");
        assert_eq!(output.column("replies.csv", "reply_id"), ["'=1+1", "'-2", "'@3"]);
        assert_eq!(output.column("replies.csv", "unit"), ["'+城管局", "'@教育局", "'=教育局"]);
        for (name, _) in output.files().iter().filter(|(name, _)| name.ends_with(".csv")) {
            for cell in output.rows(name).iter().flat_map(|row| row.values()) {
                let is_number = cell.parse::<f64>().is_ok();
                let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
                assert!(is_number || !is_formula, "{name}: {cell}");
            }
        }
    }

    #[test]
    fn no_tag_of_the_input_reaches_the_page_or_a_chart() {
        const TAG: &str = "<zz9>\"'><zz9 onload=zz8()></zz9><!--</script>";
        let reply = format!("{TAG}{SHELL}{TAG}");
        let home = Home::empty();
        let header = [
            "编号",
            "年度",
            "承办单位",
            "建议标题",
            "建议内容",
            "答复内容",
            "办理结果",
            "满意度",
            "沟通方式",
            "会办单位",
            "承诺事项",
            "交办日期",
        ];
        let id = format!("1{TAG}");
        let row = [id.as_str(), "2024", TAG, TAG, TAG, &reply, TAG, TAG, TAG, TAG, TAG, TAG];
        home.write("in/<zz9>答复.csv", table(&header, &[row]));
        let output = home.run();
        let pages = output
            .files()
            .into_iter()
            .filter(|(name, _)| name.ends_with(".html") || name.ends_with(".svg"));
        let tiny = Home::of("tiny");
        let plain = tiny.run();
        let ends = |text: &str| [text.matches("</script>").count(), text.matches("<!--").count()];
        for (name, bytes) in pages {
            let page = String::from_utf8(bytes).unwrap();
            assert!(!page.contains("<zz9") && !page.contains("</zz9"), "{name}");
            assert_eq!(ends(&page), ends(&plain.text(&name)), "{name}");
            assert!(name != "index.html" || page.contains("zz8()"), "the text itself is shown");
        }
    }

    #[test]
    fn a_reply_of_forty_thousand_characters_is_judged() {
        let long = format!("{ANSWER}\n").repeat(40_000 / ANSWER.chars().count() + 1);
        let home = Home::with_replies(&[["1", "2024", "城管局", "关于路灯的建议", &long]]);
        let output = home.run();
        assert!(output.reply("1")["han_chars"].parse::<u32>().unwrap() > 25_000);
        assert_eq!(output.reply("1")["non_answer"], "false");
        let shell = format!("{SHELL}\n").repeat(40_000 / SHELL.chars().count() + 1);
        let home = Home::with_replies(&[["1", "2024", "城管局", "关于路灯的建议", &shell]]);
        let output = home.run();
        assert_eq!(output.rows("replies.csv").len(), 1);
        assert!(output.bytes("index.html").len() < 3_000_000);
    }

    #[test]
    fn strange_characters_in_a_reply_do_not_stop_the_run() {
        let home = Home::with_replies(&[
            ["1", "2024", "教育局", "题", "\u{0}\u{1}\u{200b}\u{202e}𠮷🙂e\u{301}您好"],
            ["2", "9999999999", "教育局", "题", "。。。！！？？"],
            ["3", "二〇二四", "教育局", "题", "x"],
            ["~", "2024", "/../..", "题", ANSWER],
            ["5", "2024", "\"'`", "题", "\"\"\"'''``"],
        ]);
        let output = home.run();
        assert_eq!(output.rows("replies.csv").len(), 5);
        assert_eq!(output.notices("control_chars").len(), 1);
    }
}

mod output {
    use super::*;

    #[test]
    fn a_second_run_replaces_the_first() {
        let home = Home::of("tiny");
        let first = home.run().files();
        assert_eq!(home.shida("run in -o out -q").code, 0);
        assert_eq!(home.output("out").files(), first);
        home.write("in/答复.csv", table(&HEADER, &[["9", "2024", "局", "题", ANSWER]]));
        assert_eq!(home.shida("run in -o out -q").code, 0);
        assert_eq!(home.output("out").column("replies.csv", "reply_id"), ["9"]);
        assert_eq!(home.entries(), ["in", "out"]);
    }

    #[test]
    fn a_foreign_file_in_the_output_folder_is_named_and_kept() {
        let home = Home::of("tiny");
        home.run();
        home.write("out/复核意见.docx", "somebody's work");
        let before = home.output("out").files();
        let ran = home.shida("run in -o out");
        expect("foreign-file", &ran);
        assert_eq!(ran.code, 2);
        assert_eq!(home.output("out").files(), before);
        assert_eq!(home.entries(), ["in", "out"]);
    }

    #[test]
    fn an_edited_file_in_the_output_folder_is_named_and_kept() {
        let home = Home::of("tiny");
        home.run();
        let path = home.path("out/replies.csv");
        let mut file = fs::OpenOptions::new().append(true).open(path).unwrap();
        file.write_all("批注".as_bytes()).unwrap();
        let before = home.output("out").files();
        let ran = home.shida("run in -o out");
        expect("edited-file", &ran);
        assert_eq!(ran.code, 2);
        assert_eq!(home.output("out").files(), before);
    }

    #[test]
    fn a_folder_of_somebody_else_is_never_replaced() {
        let home = Home::of("tiny");
        home.write("out/论文.tex", "text");
        assert_eq!(home.shida("run in -o out").code, 2);
        assert_eq!(home.shida("run in -o in").code, 2);
        assert_eq!(home.shida("run in -o .").code, 2);
        assert_eq!(home.entries(), ["in", "out"]);
        assert_eq!(home.output("out").files().len(), 1);
    }

    #[test]
    fn an_output_folder_that_cannot_be_is_said_once() {
        let home = Home::of("tiny");
        home.write("file", "");
        let ran = home.shida("run in -o file/out");
        assert_eq!(ran.code, 2);
        assert_eq!(ran.stderr.matches("不是文件夹").count(), 1, "{}", ran.stderr);
        assert!(ran.stderr.contains("-o"));
        assert_eq!(home.shida("run in -o file").code, 2);
    }

    #[test]
    fn a_failing_run_leaves_the_old_report() {
        let home = Home::of("tiny");
        let before = home.run().files();
        home.write("in/答复.csv", "编号,处理\n1,好\n");
        assert_eq!(home.shida("run in -o out").code, 2);
        assert_eq!(home.output("out").files(), before);
        assert_eq!(home.entries(), ["in", "out"]);
    }
}

mod explain {
    use super::*;

    #[test]
    fn a_reply_is_told_from_the_folder_of_its_run_alone() {
        let home = Home::of("tiny");
        home.run();
        fs::remove_dir_all(home.path("in")).unwrap();
        for (case, id) in [("explain-answer", "001"), ("explain-shell", "002")] {
            let ran = home.shida(&format!("explain {id} --in out"));
            expect(case, &ran);
            assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
            assert!(ran.stdout.lines().count() <= 50, "{case} fills more than a screen");
        }
    }

    #[test]
    fn an_id_of_one_year_needs_no_year_and_an_id_of_two_does() {
        let home = Home::with_replies(&[
            ["7", "2023", "交通局", "路灯", ANSWER],
            ["7", "2024", "水务局", "水压", SHELL],
            ["8", "2024", "水务局", "水管", SHELL],
        ]);
        home.run();
        assert!(home.shida("explain 2024-7 --in out").stdout.starts_with("2024-7  2024年  水务局"));
        assert_eq!(home.shida("explain 8 --in out").code, 0);
        let ran = home.shida("explain 7 --in out");
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
        assert!(ran.stderr.contains("2023-7、2024-7"), "{}", ran.stderr);
    }

    #[test]
    fn an_unknown_id_and_a_folder_that_is_no_run_are_named_with_the_cure() {
        let home = Home::of("tiny");
        home.run();
        for (case, arguments) in
            [("explain-no-id", "explain 01 --in out"), ("explain-no-run", "explain 001 --in in")]
        {
            let ran = home.shida(arguments);
            expect(case, &ran);
            assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{case}");
        }
    }
}

mod rules {
    use super::*;

    #[test]
    fn broken_rules_stop_the_run_before_it_starts() {
        let home = Home::of("tiny");
        // What follows the words asked for here lists all rule files or keys, and will grow.
        for (case, file, text, words) in [
            ("not-toml", "packs/frames.toml", "[[rule]\n", "不是合法的 TOML"),
            ("unknown-file", "frame.toml", "", "frame.toml 不对应任何内置规则文件"),
            ("no-rules", "packs/penalties.toml", "[pack]\nid = \"penalties\"\n", "version"),
            ("unknown-key", "packs/penalties.toml", UNKNOWN_KEY, "slotz"),
            ("bad-columns", "columns.toml", TWICE, "列名“编号”同时写在 reply 和 reply_id"),
        ] {
            let folder = format!("in/{case}");
            home.write(&format!("{folder}/{file}"), text);
            let ran = home.shida(&format!("run in/答复.csv --rules {folder} -o out"));
            assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{case}");
            assert!(ran.stderr.contains(words), "{case}: {}", ran.stderr);
        }
        nothing_is_left(&home);
    }

    const TWICE: &str = "[fields]\nreply = [\"编号\"]\nreply_id = [\"编号\"]\n";

    const UNKNOWN_KEY: &str = r#"
[pack]
id = "penalties"
version = "1"
title = "问题"

[[rule]]
code = "E010"
name = "空话"
slotz = [["高度重视"]]
"#;

    #[test]
    fn a_missing_rules_folder_and_an_unknown_profile_are_named() {
        let home = Home::of("tiny");
        let ran = home.shida("run in --rules 没有 -o out");
        expect("no-rules-folder", &ran);
        let ran = home.shida("run in --profile 没有 -o out");
        expect("no-profile", &ran);
        nothing_is_left(&home);
    }

    #[test]
    fn exported_rules_judge_as_the_embedded_ones_do() {
        let home = Home::of("tiny");
        let embedded = home.run();
        assert_eq!(home.shida("rules export 规则").code, 0);
        assert_eq!(home.shida("run in --rules 规则 -o again -q").code, 0);
        let again = home.output("again");
        for name in ["replies.csv", "findings.csv", "ledger.csv", "units.csv", "index.html"] {
            assert_eq!(embedded.text(name), again.text(name), "{name}");
        }
        let origin = &again.manifest()["rules"]["packs/frames.toml"];
        assert!(origin.as_str().unwrap().contains("规则"), "{origin}");
    }

    #[test]
    fn the_shipped_examples_hold_and_every_rule_can_be_explained() {
        let home = Home::empty();
        let ran = home.shida("rules test");
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let listed = home.shida("rules list").stdout;
        let code = listed.lines().nth(1).and_then(|line| line.split(' ').next()).unwrap();
        let page = home.shida(&format!("rules explain {code}"));
        assert!(page.code == 0 && page.stdout.starts_with(code));
        assert_eq!(home.shida("rules explain Z999").code, 2);
    }
}

/// What a reply owes to its suggestion.
mod answers {
    use super::*;

    const ASKED: &str = "松木桥护栏锈蚀，重车日夜通行。建议：一、更换松木桥护栏；二、限制重车通行；三、公布桥梁检测结果。";

    /// A run over replies to the same suggestion, numbered from 1.
    fn answering(replies: &[&str]) -> (Home, Output) {
        let header = ["编号", "年度", "承办单位", "建议标题", "建议内容", "答复内容"];
        let numbers: Vec<String> = (1..=replies.len()).map(|number| number.to_string()).collect();
        let rows: Vec<[&str; 6]> = numbers
            .iter()
            .zip(replies)
            .map(|(number, reply)| [number, "2024", "交通局", "关于整治松木桥的建议", ASKED, reply])
            .collect();
        let home = Home::empty();
        home.write("in/答复.csv", table(&header, &rows));
        let output = home.run();
        (home, output)
    }

    fn owed(output: &Output, id: &str) -> Vec<[String; 4]> {
        let rows = output.rows("findings.csv").into_iter();
        rows.filter(|row| row["reply_id"] == id && row["role"] == "answer")
            .map(|row| ["code", "start_char", "end_char", "text"].map(|name| row[name].clone()))
            .collect()
    }

    const PARTLY: &str =
        "松木桥护栏已于2024年5月8日更换完毕，共320米。\n关于限制重车通行，我们将认真研究。";

    #[test]
    fn every_ask_without_an_answer_is_a_finding_with_the_ask_and_the_quote() {
        let (_home, output) = answering(&[PARTLY]);
        let reply = output.reply("1");
        assert_eq!((reply["asks"].as_str(), reply["asks_answered"].as_str()), ("3", "1"));
        let missing = ["A010", "0", "0", "公布桥梁检测结果"];
        let touched = ["A011", "28", "45", "限制重车通行 → 关于限制重车通行，我们将认真研究。"];
        assert_eq!(owed(&output, "1"), [missing, touched].map(|row| row.map(str::to_owned)));
        assert_eq!(reply["disposal"], "sample", "one of three asks is answered");
        let page = output.text("index.html");
        let shown = "\"l\":\"未回应\",\"t\":\"公布桥梁检测结果\"";
        assert!(page.contains(shown), "every reply that fits is on the page");
    }

    #[test]
    fn a_reply_about_another_matter_goes_to_review_with_its_asks_beside_it() {
        let other = "全镇新建图书室4个，采购图书1.2万册，举办读书会16场，参加人数2300人次。5月20日与县文化馆签订协议，选派辅导员9名，免费开设书法、剪纸课程，投入资金18万元，秋季还将增加舞蹈班2个，预计招收学员60名。";
        let (_home, output) = answering(&[other]);
        let reply = output.reply("1");
        assert_eq!((reply["off_topic"].as_str(), reply["disposal"].as_str()), ("true", "review"));
        assert!(owed(&output, "1").iter().any(|row| row[0] == "A020" && row[3].contains("松木桥")));
        let page = output.text("index.html");
        for shown in ["\"b\":[\"文不对题\"", "\"l\":\"未回应\",\"t\":\"公布桥梁检测结果\""]
        {
            assert!(page.contains(shown), "{shown}");
        }
    }

    #[test]
    fn the_suggestion_given_back_answers_nothing_and_is_quoted() {
        let echo = "您反映松木桥护栏锈蚀，重车日夜通行。一是更换松木桥护栏；二是限制重车通行；三是公布桥梁检测结果。";
        let (_home, output) = answering(&[echo]);
        assert_eq!(output.reply("1")["asks_answered"], "0");
        let owed = owed(&output, "1");
        let found = owed.iter().find(|row| row[0] == "A050").unwrap();
        assert!(echo.contains(&found[3]) && found[3].contains("更换松木桥护栏"), "{found:?}");
    }

    #[test]
    fn a_fact_that_stands_in_the_suggestion_is_no_fact_of_the_reply() {
        let header = ["编号", "年度", "承办单位", "建议标题", "建议内容", "答复内容"];
        let asked = "松木桥2023年5月封闭，绕行6公里，误工费12万元。建议尽快修复松木桥。";
        let given_back = "松木桥2023年5月封闭，绕行6公里，误工费12万元，我们深表理解。";
        let found = "松木桥2024年9月修复，桥面加宽2米，投资86万元，已恢复通行。";
        let rows = [
            ["1", "2024", "交通局", "关于修复松木桥的建议", asked, given_back],
            ["2", "2024", "交通局", "关于修复松木桥的建议", asked, found],
        ];
        let home = Home::empty();
        home.write("in/答复.csv", table(&header, &rows));
        let output = home.run();
        let evidence = |id: &str| {
            let rows = output.rows("findings.csv");
            rows.iter().filter(|row| row["reply_id"] == id && row["role"] == "evidence").count()
        };
        assert_eq!(evidence("1"), 0);
        assert!(evidence("2") > 0);
        let [echoed, own] = ["1", "2"].map(|id| output.reply(id));
        assert_eq!((echoed["asks_answered"].as_str(), own["asks_answered"].as_str()), ("0", "1"));
        assert!(echoed["non_answer"] == "true" && own["non_answer"] == "false");
    }

    #[test]
    fn an_office_may_take_points_for_an_ask_without_an_answer_and_the_sum_still_holds() {
        let home = Home::empty();
        let header = ["编号", "年度", "承办单位", "建议标题", "建议内容", "答复内容"];
        let rows = [["1", "2024", "交通局", "关于整治松木桥的建议", ASKED, PARTLY]];
        home.write("in/答复.csv", table(&header, &rows));
        let scoring = fs::read_to_string(root().join("rules/scoring/text.toml")).unwrap();
        home.write("rules/scoring/text.toml", scoring + "A010 = { each = -4, hits = 2 }\n");
        let plain = home.run().reply("1")["text_score"].parse::<f64>().unwrap();
        let ran = home.shida("run in --rules rules -o strict");
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let output = home.output("strict");
        let strict = output.reply("1")["text_score"].parse::<f64>().unwrap();
        assert!((plain - strict - 4.0).abs() < 1e-9, "{plain} {strict}");
        let points = output.column("findings.csv", "points");
        let sum: f64 = points.iter().map(|points| points.parse::<f64>().unwrap()).sum();
        assert!((sum - strict).abs() < 1e-9, "{sum} {strict}");
    }

    #[test]
    fn without_a_suggestion_nothing_is_owed() {
        let home = Home::with_replies(&[["1", "2024", "交通局", "松木桥", PARTLY]]);
        let output = home.run();
        assert!(owed(&output, "1").is_empty());
        assert_eq!(output.reply("1")["asks"], "");
    }
}
