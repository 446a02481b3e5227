//! From what a person sent, or from what is stored with a bot, to the sheet that is meant; and what is said when there
//! is none. A link is as secret as its sheet: no sentence repeats one.

use crate::html;
use crate::sheets::{AddressProblem, FetchError, Kind, LinkProblem, SheetAddress, SheetHosts, Storage};
use crate::text::{Html, Text};

/// Longest address that is given to Bots.Business without being read here, characters.
const MAX_ADDRESS: usize = 2_000;
/// What ends a sentence, and no link.
const TRAILING: [char; 9] = ['.', ',', ';', ':', '!', '?', '…', ')', '>'];

/// What is to be imported.
pub(in crate::screens) enum Source {
    /// A sheet that can be looked at first.
    Sheet(SheetAddress),
    /// An address that is not on the operator's list: Bots.Business may read it, this bot does not.
    Unlisted(String),
}

/// Reads a link.
///
/// # Errors
/// [`LinkProblem`] when nothing in the text can be imported.
pub(in crate::screens) fn source(text: &str, hosts: &SheetHosts) -> Result<Source, LinkProblem> {
    match SheetAddress::find(text, hosts) {
        Ok(address) => Ok(Source::Sheet(address)),
        Err(problem @ LinkProblem::Address(AddressProblem::NotAllowedHost)) => {
            https(text).map(|address| Source::Unlisted(address.to_owned())).ok_or(problem)
        }
        Err(problem) => Err(problem),
    }
}

/// The first https link, as it is written.
fn https(text: &str) -> Option<&str> {
    let is_link = |word: &&str| word.get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"));
    let link = text.split_whitespace().find(is_link)?.trim_end_matches(TRAILING);
    (link.chars().count() <= MAX_ADDRESS).then_some(link)
}

/// Whether a text has a link in it.
pub(super) fn has_link(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    ["https://", "http://", "docs.google.com/", "drive.google.com/"].iter().any(|link| lower.contains(link))
}

/// The words of a text that are no link.
pub(super) fn without_links(text: &str) -> String {
    let words = text.split_whitespace().filter(|word| !has_link(word));
    words.collect::<Vec<_>>().join(" ")
}

/// Why a text gives no sheet, and what to do.
pub(in crate::screens) fn link_sentence(text: &Text, problem: LinkProblem) -> Html {
    match problem {
        LinkProblem::NoLink => html!(text, "sheet-no-link"),
        LinkProblem::NotASheet => html!(text, "sheet-not-a-sheet"),
        LinkProblem::NeedsSignIn(Storage::OneDrive) => html!(text, "sheet-no-csv", service = "OneDrive"),
        LinkProblem::NeedsSignIn(Storage::Airtable) => html!(text, "sheet-no-csv", service = "Airtable"),
        LinkProblem::Expiring => html!(text, "sheet-expiring"),
        LinkProblem::Address(problem) => address_sentence(text, problem),
    }
}

fn address_sentence(text: &Text, problem: AddressProblem) -> Html {
    match problem {
        AddressProblem::NotHttps => html!(text, "sheet-not-https"),
        AddressProblem::NotAllowedHost => html!(text, "sheet-unlisted"),
        AddressProblem::PrivateAddress => html!(text, "sheet-private-address"),
        AddressProblem::Odd => html!(text, "sheet-odd-address"),
    }
}

/// Why a sheet could not be fetched, and what to do.
pub(super) fn fetch_sentence(text: &Text, error: FetchError, kind: Kind) -> Html {
    match error {
        FetchError::Address(problem) => address_sentence(text, problem),
        FetchError::SignInNeeded | FetchError::NotFound | FetchError::HtmlInstead => unpublished(text, error, kind),
        FetchError::Busy => html!(text, "sheet-busy"),
        FetchError::Refused(status) => html!(text, "sheet-refused", status = i64::from(status)),
        FetchError::NotText => html!(text, "sheet-not-text"),
        FetchError::TooLarge => html!(text, "sheet-too-large"),
        FetchError::TimedOut => html!(text, "sheet-timed-out"),
        FetchError::TooManyRedirects => html!(text, "sheet-redirects"),
        FetchError::Unreachable => html!(text, "sheet-unreachable"),
    }
}

/// What most people meet first: a link that only they themselves can read.
fn unpublished(text: &Text, error: FetchError, kind: Kind) -> Html {
    let how = match kind {
        Kind::Published | Kind::Shared | Kind::PublishedOld => html!(text, "sheet-publish"),
        Kind::UploadedExcel | Kind::DriveFile => html!(text, "sheet-publish-excel"),
        Kind::YandexDisk | Kind::Other => html!(text, "sheet-make-public"),
    };
    let what = match error {
        FetchError::SignInNeeded => html!(text, "sheet-sign-in"),
        FetchError::NotFound => html!(text, "sheet-not-found"),
        _ => html!(text, "sheet-page"),
    };
    Html::lines([what, how])
}

/// Whether Bots.Business may be able to read what could not be read here.
pub(super) fn may_be_read_there(error: FetchError) -> bool {
    match error {
        FetchError::Address(AddressProblem::NotAllowedHost)
        | FetchError::Busy
        | FetchError::Refused(_)
        | FetchError::TooLarge
        | FetchError::TimedOut
        | FetchError::TooManyRedirects
        | FetchError::Unreachable => true,
        FetchError::Address(_)
        | FetchError::SignInNeeded
        | FetchError::NotFound
        | FetchError::HtmlInstead
        | FetchError::NotText => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_of_another_host_is_kept_as_it_is_written_and_never_read() {
        let hosts = SheetHosts::usual();
        let Ok(Source::Unlisted(address)) = source("use HTTPS://files.example/a.csv?x=1. thanks", &hosts) else {
            panic!("it is a link");
        };
        assert_eq!(address, "HTTPS://files.example/a.csv?x=1");
        assert!(matches!(source("http://files.example/a.csv", &hosts), Err(LinkProblem::Address(_))));
        assert!(matches!(source("https://127.0.0.1/a.csv", &hosts), Err(LinkProblem::Address(_))));
        assert!(matches!(source("words", &hosts), Err(LinkProblem::NoLink)));
    }

    #[test]
    fn the_words_beside_a_link_are_a_bots_name() {
        assert_eq!(without_links("My Shop  https://docs.google.com/x\nplease"), "My Shop please");
        assert!(has_link("docs.google.com/spreadsheets/d/x") && !has_link("My Shop"));
    }
}
