use proptest::prelude::*;

use super::*;
use crate::sheets::export::{export, guarded};

fn found(file: &str) -> Vec<(u32, Finding)> {
    found_in(file.as_bytes())
}

fn found_in(file: &[u8]) -> Vec<(u32, Finding)> {
    Sheet::read(file).findings().iter().map(|located| (located.line, located.finding.clone())).collect()
}

#[test]
fn a_sheet_is_read_by_the_names_of_its_columns() {
    let sheet =
        Sheet::read("answer,command,need_reply\r\n\"Hi, \"\"you\"\"\nthere\",/start,true\r\nBye,/end,\r\n".as_bytes());
    assert_eq!(sheet.findings(), []);
    let rows: Vec<_> = sheet.rows().iter().map(|row| (row.line(), row.command(), row.get(Column::Answer))).collect();
    assert_eq!(rows, [(2, "/start", "Hi, \"you\"\nthere"), (4, "/end", "Bye")]);
    assert_eq!(sheet.rows()[0].get(Column::Scenarios), "");
}

#[test]
fn what_is_no_csv_is_told() {
    for (file, line, finding) in [
        (&b""[..], 1, Finding::Empty),
        (b" \r\n\n", 1, Finding::Empty),
        (b"\xef\xbb\xbf", 1, Finding::Empty),
        (b"\n <!doctype html><title>Sign in", 1, Finding::Html),
        (b"\xff\xfec\0o\0", 1, Finding::Utf16),
        (b"\xfe\xff\0c\0o", 1, Finding::Utf16),
        (b"command\n/caf\xe9\n", 2, Finding::NotUtf8),
    ] {
        assert_eq!(found_in(file), [(line, finding)], "{file:?}");
        assert_eq!(Sheet::read(file).heaviest(), Some(Weight::Fails));
    }
}

#[test]
fn a_header_is_told_by_each_of_its_mistakes() {
    let misnamed = |found: &str, meant| Finding::MisnamedColumn { found: found.into(), meant };
    for (header, findings) in [
        ("command,answer,,", vec![]),
        ("Command,answer", vec![misnamed("Command", Column::Command)]),
        (" command,Need reply", vec![misnamed(" command", Column::Command), misnamed("Need reply", Column::NeedReply)]),
        ("answer,price", vec![Finding::UnknownColumn("price".into()), Finding::NoCommandColumn]),
        ("command,answer,answer", vec![Finding::DoubledColumn(Column::Answer)]),
        ("command;answer", vec![Finding::WrongSeparator(';')]),
        ("\"command\"\t\"answer\"", vec![Finding::WrongSeparator('\t')]),
        ("\u{feff}command,answer", vec![Finding::ByteOrderMark]),
    ] {
        let expected: Vec<_> = findings.into_iter().map(|finding| (1, finding)).collect();
        assert_eq!(found(header), expected, "{header}");
    }
    let excel = found("sep=;\r\ncommand;answer\r\n/a;b;c");
    let ragged = Finding::Ragged { cells: 3, header: 2 };
    assert_eq!(excel, [(1, Finding::SeparatorLine), (2, Finding::WrongSeparator(';')), (3, ragged)]);
}

#[test]
fn rows_are_told_by_their_lines() {
    let file = "command,answer,need_reply\r\n\
                /a,\"two\r\nlines\",yes\r\n\
                \r\n\
                ,lost,\r\n\
                ,,\r\n\
                /b,#REF!,TRUE\r\n\
                /a,again,false\r\n\
                /c ,x\r\n\
                /d,5\" screen,\r\n\
                /e,\0,\r\n\
                /f,\"open,true\r\n/g,,\r\n";
    let formula = Finding::FormulaError { column: Column::Answer, error: "#REF!".into() };
    assert_eq!(
        found(file),
        [
            (2, Finding::BadNeedReply("yes".into())),
            (5, Finding::SkippedRow),
            (7, formula),
            (7, Finding::CapitalNeedReply("TRUE".into())),
            (8, Finding::DoubledCommand { name: "/a".into(), first_line: 2 }),
            (9, Finding::Ragged { cells: 2, header: 3 }),
            (9, Finding::SpacedCommand("/c ".into())),
            (10, Finding::StrayQuote),
            (11, Finding::Nul),
            (12, Finding::UnclosedQuote),
            (12, Finding::Ragged { cells: 2, header: 3 }),
        ]
    );
    let sheet = Sheet::read(file.as_bytes());
    assert_eq!((sheet.rows().len(), sheet.skipped()), (7, 1));
}

#[test]
fn many_findings_of_a_kind_are_counted_and_few_are_kept() {
    let file = format!("command,need_reply\n{}", "/a,TRUE\n".repeat(2000));
    let sheet = Sheet::read(file.as_bytes());
    assert_eq!(sheet.findings().len(), 100);
    assert_eq!(sheet.count_like(&Finding::CapitalNeedReply(String::new())), 2000);
}

#[test]
fn a_file_that_would_take_much_memory_is_not_read_to_its_end() {
    let long = format!("command\n{}", "a\n".repeat(MAX_ROWS + 10));
    let sheet = Sheet::read(long.as_bytes());
    assert_eq!((sheet.rows().len(), sheet.heaviest()), (MAX_ROWS, Some(Weight::NoPreview)));
    let wide = format!("command{}", ",".repeat(2_000_000));
    assert_eq!(found(&wide), [(1, Finding::TooLong)]);
}

/// Cells with everything that separates, quotes, ends lines, or that a spreadsheet would run.
fn cells() -> impl Strategy<Value = Vec<Vec<String>>> {
    let cell = "[a-c,;\"'=+@\t\r\n é-]{0,6}";
    prop::collection::vec(prop::collection::vec(cell, 2..=2), 0..8)
}

proptest! {
    #[test]
    fn any_bytes_have_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let sheet = Sheet::read(&bytes);
        prop_assert!(sheet.rows().len() <= bytes.len());
    }

    #[test]
    fn any_text_near_a_sheet_has_an_answer(text in "(command|answer|[,;\"\r\n\t a=é\0-]){0,60}") {
        let sheet = Sheet::read(text.as_bytes());
        let lines = u32::try_from(text.len()).unwrap() + 1;
        prop_assert!(sheet.findings().iter().all(|located| (1..=lines).contains(&located.line)));
        prop_assert!(sheet.rows().windows(2).all(|pair| pair[0].line() < pair[1].line()));
    }

    #[test]
    fn an_export_is_read_back(rows in cells()) {
        let file = export(&["command", "answer"], rows.iter().map(|row| row.iter().map(String::as_str)));
        let sheet = Sheet::read(&file);
        let read: Vec<_> = sheet.rows().iter().map(|row| [row.command(), row.get(Column::Answer)]).collect();
        let named = rows.iter().filter(|row| !guarded(&row[0]).trim().is_empty());
        let wanted: Vec<_> = named.map(|row| [guarded(&row[0]), guarded(&row[1])]).collect();
        prop_assert_eq!(read, wanted);
    }
}
