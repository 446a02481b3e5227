//! What is wrong with a sheet, each as one plain sentence with its line.

use super::look::shown;
use crate::frame::Visit;
use crate::html;
use crate::sheets::{Finding, Located};
use crate::text::Html;

/// Longest part of a sheet that a sentence repeats, characters.
const MAX_QUOTE: usize = 24;

/// `Line 5: …`
pub fn sentence(visit: &Visit<'_>, located: &Located) -> Html {
    let line = visit.text().number(i64::from(located.line));
    html!(visit.text(), "finding-line", line = line, finding = what(visit, &located.finding))
}

fn what(visit: &Visit<'_>, finding: &Finding) -> Html {
    let text = visit.text();
    let quote = |words: &str| shown(visit, words, MAX_QUOTE);
    let number = |count: usize| text.number(i64::try_from(count).unwrap_or(i64::MAX));
    match finding {
        Finding::Html => html!(text, "finding-html"),
        Finding::Empty => html!(text, "finding-empty"),
        Finding::Utf16 => html!(text, "finding-utf16"),
        Finding::NotUtf8 => html!(text, "finding-not-utf8"),
        Finding::TooLong => html!(text, "finding-too-long"),
        Finding::ByteOrderMark => html!(text, "finding-byte-order-mark"),
        Finding::WrongSeparator('\t') => html!(text, "finding-tabs"),
        Finding::WrongSeparator(sign) => html!(text, "finding-wrong-separator", separator = sign.to_string()),
        Finding::SeparatorLine => html!(text, "finding-separator-line"),
        Finding::NoCommandColumn => html!(text, "finding-no-command-column"),
        Finding::MisnamedColumn { found, meant } => {
            html!(text, "finding-misnamed-column", found = quote(found), meant = meant.name())
        }
        Finding::UnknownColumn(name) => html!(text, "finding-unknown-column", name = quote(name)),
        Finding::DoubledColumn(column) => html!(text, "finding-doubled-column", name = column.name()),
        Finding::Ragged { cells, header } => {
            let count = i64::try_from(*cells).unwrap_or(i64::MAX);
            html!(text, "finding-ragged", count = count, cells = number(*cells), header = number(*header))
        }
        Finding::SkippedRow => html!(text, "finding-skipped-row"),
        Finding::DoubledCommand { name, first_line } => {
            let first = text.number(i64::from(*first_line));
            html!(text, "finding-doubled-command", name = quote(name), first = first)
        }
        Finding::SpacedCommand(name) => html!(text, "finding-spaced-command", name = quote(name.trim())),
        Finding::BadNeedReply(cell) => html!(text, "finding-bad-need-reply", cell = quote(cell)),
        Finding::CapitalNeedReply(cell) => html!(text, "finding-capital-need-reply", cell = quote(cell)),
        Finding::FormulaError { column, error } => {
            html!(text, "finding-formula-error", column = column.name(), error = error.as_str())
        }
        Finding::LongCell { column, .. } => html!(text, "finding-long-cell", column = column.name()),
        Finding::StrayQuote => html!(text, "finding-stray-quote"),
        Finding::UnclosedQuote => html!(text, "finding-unclosed-quote"),
        Finding::Nul => html!(text, "finding-nul"),
    }
}
