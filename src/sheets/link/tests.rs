use proptest::prelude::*;

use super::*;

const ID: &str = "1FAKE-sheet_id-FAKE-sheet_id-FAKE-00000abcdef";
const TOKEN: &str = "2PACX-1vFAKE_token-FAKE_token-FAKE-00000uvwxyz";

fn find(text: &str) -> Result<SheetAddress, LinkProblem> {
    SheetAddress::find(&filled(text), &SheetHosts::usual())
}

fn filled(text: &str) -> String {
    text.replace("ID", ID).replace("TOKEN", TOKEN)
}

#[test]
fn every_form_of_a_google_link_becomes_the_address_of_its_csv() {
    let export = "https://docs.google.com/spreadsheets/d/ID/export?format=csv";
    let tab = "https://docs.google.com/spreadsheets/d/ID/export?format=csv&gid=7";
    let published = "https://docs.google.com/spreadsheets/d/e/TOKEN/pub?output=csv";
    let page = "https://docs.google.com/spreadsheets/d/e/TOKEN/pub?single=true&output=csv";
    let published_tab = "https://docs.google.com/spreadsheets/d/e/TOKEN/pub?gid=7&single=true&output=csv";
    for (text, address, kind) in [
        ("https://docs.google.com/spreadsheets/d/ID", export, Kind::Shared),
        ("https://docs.google.com/spreadsheets/d/ID/", export, Kind::Shared),
        ("https://docs.google.com/spreadsheets/d/ID/edit", export, Kind::Shared),
        ("https://docs.google.com/spreadsheets/d/ID/edit?usp=sharing", export, Kind::Shared),
        ("https://docs.google.com/spreadsheets/d/ID/edit?usp=drivesdk&ouid=1&sd=true", export, Kind::Shared),
        ("https://docs.google.com/spreadsheets/d/ID/view", export, Kind::Shared),
        ("https://docs.google.com/spreadsheets/d/ID/htmlview#", export, Kind::Shared),
        ("https://docs.google.com/spreadsheets/d/ID/copy", export, Kind::Shared),
        ("https://docs.google.com/spreadsheets/u/0/d/ID/edit", export, Kind::Shared),
        ("https://docs.google.com/spreadsheets/u/1/d/ID/mobilebasic", export, Kind::Shared),
        ("https://docs.google.com/spreadsheets/a/shop.example/d/ID/edit", export, Kind::Shared),
        ("https://docs.google.com/a/shop.example/spreadsheets/d/ID/edit", export, Kind::Shared),
        ("https://docs.google.com/spreadsheets/d/ID/edit#gid=7", tab, Kind::Shared),
        ("https://docs.google.com/spreadsheets/d/ID/edit?gid=7", tab, Kind::Shared),
        ("https://docs.google.com/spreadsheets/d/ID/edit?gid=0#gid=7&range=A1", tab, Kind::Shared),
        ("https://docs.google.com/spreadsheets/d/ID/edit?gid=7&fbclid=x#gid=", tab, Kind::Shared),
        ("https://docs.google.com/spreadsheets/d/ID/export?format=xlsx&gid=7", tab, Kind::Shared),
        ("https://docs.google.com/spreadsheets/d/ID/gviz/tq?tqx=out:csv&gid=7", tab, Kind::Shared),
        ("https://docs.google.com/spreadsheets/d/ID/edit?rtpof=true&sd=true", export, Kind::UploadedExcel),
        ("https://docs.google.com/spreadsheets/d/ID/pub?output=csv", export, Kind::PublishedOld),
        ("https://docs.google.com/spreadsheets/d/ID/pubhtml?gid=7", tab, Kind::PublishedOld),
        ("https://docs.google.com/spreadsheets/d/e/TOKEN/pub?output=csv", published, Kind::Published),
        ("https://docs.google.com/spreadsheets/u/0/d/e/TOKEN/pub?output=csv&utm_source=x", published, Kind::Published),
        (
            "https://docs.google.com/spreadsheets/d/e/TOKEN/pub?gid=7&single=true&output=csv",
            published_tab,
            Kind::Published,
        ),
        ("https://docs.google.com/spreadsheets/d/e/TOKEN/pub?single=true&output=xlsx", page, Kind::Published),
        ("https://docs.google.com/spreadsheets/d/e/TOKEN/pubhtml", page, Kind::Published),
        ("https://docs.google.com/spreadsheets/d/e/TOKEN/pubhtml?gid=7&single=true", published_tab, Kind::Published),
        ("https://drive.google.com/open?id=ID&usp=drive_copy", export, Kind::DriveFile),
        ("https://drive.google.com/file/d/ID/view?usp=sharing", export, Kind::DriveFile),
        ("https://drive.google.com/file/u/0/d/ID/view", export, Kind::DriveFile),
        ("http://docs.google.com/spreadsheets/d/ID/edit", export, Kind::Shared),
        ("HTTPS://Docs.Google.com/spreadsheets/d/ID/edit", export, Kind::Shared),
        ("docs.google.com/spreadsheets/d/ID/edit#gid=7", tab, Kind::Shared),
        ("The prices:https://docs.google.com/spreadsheets/d/ID/edit?gid=7, please!", tab, Kind::Shared),
        ("see (docs.google.com/spreadsheets/d/ID/edit).", export, Kind::Shared),
        ("a.b/c and/or https://example.com/x <https://docs.google.com/spreadsheets/d/ID/edit>", export, Kind::Shared),
        ("https://docs.google.com/spread\u{200b}sheets/d/ID/edit", export, Kind::Shared),
    ] {
        let found = find(text).unwrap_or_else(|problem| panic!("{text}: {problem:?}"));
        assert_eq!((found.expose(), found.kind()), (filled(address).as_str(), kind), "{text}");
    }
}

#[test]
fn other_storages_give_their_files() {
    let yandex = "https://cloud-api.yandex.net/v1/disk/public/resources/download\
                  ?public_key=https%3A%2F%2Fdisk.yandex.ru%2Fd%2FID";
    for (text, address) in [
        ("https://www.dropbox.com/s/ID/shop.csv?dl=0", "https://www.dropbox.com/s/ID/shop.csv?dl=1"),
        (
            "https://dropbox.com/scl/fi/ID/shop.csv?rlkey=k1&st=x&dl=0",
            "https://www.dropbox.com/scl/fi/ID/shop.csv?rlkey=k1&dl=1",
        ),
        ("https://github.com/a/b/blob/main/x/shop.csv", "https://raw.githubusercontent.com/a/b/main/x/shop.csv"),
        ("https://raw.githubusercontent.com/a/b/main/shop.csv", "https://raw.githubusercontent.com/a/b/main/shop.csv"),
        ("https://gist.github.com/a/0123", "https://gist.githubusercontent.com/a/0123/raw"),
        ("https://gist.github.com/a/0123/raw/shop.csv", "https://gist.githubusercontent.com/a/0123/raw/shop.csv"),
        ("https://disk.yandex.ru/d/ID", yandex),
        ("yadi.sk/d/ID", yandex),
    ] {
        assert_eq!(find(text).unwrap().expose(), filled(address), "{text}");
    }
}

#[test]
fn what_gives_no_sheet_says_why() {
    let not_listed = LinkProblem::Address(AddressProblem::NotAllowedHost);
    for (text, problem) in [
        ("", LinkProblem::NoLink),
        ("my sheet and/or yours, v1.2/3", LinkProblem::NoLink),
        ("https://docs.google.com/document/d/ID/edit", LinkProblem::NotASheet),
        ("https://docs.google.com/spreadsheets/", LinkProblem::NotASheet),
        ("https://docs.google.com/spreadsheets/d/e/TOKEN", LinkProblem::NotASheet),
        ("https://docs.google.com/spreadsheets/d/../../x", LinkProblem::NotASheet),
        ("https://drive.google.com/drive/folders/ID", LinkProblem::NotASheet),
        ("https://github.com/a/b", LinkProblem::NotASheet),
        ("https://1drv.ms/x/s!ID", LinkProblem::NeedsSignIn(Storage::OneDrive)),
        ("https://shop-my.sharepoint.com/:x:/g/ID", LinkProblem::NeedsSignIn(Storage::OneDrive)),
        ("https://airtable.com/ID", LinkProblem::NeedsSignIn(Storage::Airtable)),
        ("https://doc-0c-2s-sheets.googleusercontent.com/pub/ID", LinkProblem::Expiring),
        ("https://example.com/shop.csv", not_listed),
        ("http://127.0.0.1:8080/spreadsheets/d/ID/edit", LinkProblem::Address(AddressProblem::NotHttps)),
        ("http://www.dropbox.com@127.0.0.1/s/ID/x", LinkProblem::Address(AddressProblem::Odd)),
        ("https://docs.google.com.evil.example/spreadsheets/d/ID/edit", not_listed),
    ] {
        assert_eq!(find(text).err(), Some(problem), "{text}");
    }
}

#[test]
fn a_user_name_or_a_port_in_a_google_link_goes_nowhere() {
    for text in ["https://a:b@docs.google.com/spreadsheets/d/ID", "https://docs.google.com:8443/spreadsheets/d/ID"] {
        assert_eq!(find(text).err(), Some(LinkProblem::Address(AddressProblem::Odd)), "{text}");
    }
}

#[test]
fn a_simulated_server_has_googles_links() {
    let hosts = SheetHosts::parse("127.0.0.1:8080", true).unwrap();
    let found = SheetAddress::find(&filled("http://127.0.0.1:8080/spreadsheets/d/ID/edit#gid=7"), &hosts).unwrap();
    assert_eq!(found.expose(), filled("http://127.0.0.1:8080/spreadsheets/d/ID/export?format=csv&gid=7"));
}

#[test]
fn an_address_shows_its_kind_and_its_last_characters_only() {
    let found = find("https://docs.google.com/spreadsheets/d/ID/edit").unwrap();
    assert_eq!(found.shown_tail(), "abcdef");
    assert_eq!(format!("{found:?}"), "SheetAddress(Shared, hidden)");
    assert_eq!(find("https://raw.githubusercontent.com/a/b").unwrap().shown_tail(), "");
}

#[test]
fn an_address_that_was_kept_is_read_back_as_itself() {
    for text in [
        "https://docs.google.com/spreadsheets/d/ID/edit#gid=7",
        "https://docs.google.com/spreadsheets/d/e/TOKEN/pub?output=csv",
        "https://docs.google.com/spreadsheets/d/e/TOKEN/pubhtml?gid=7",
        "https://www.dropbox.com/scl/fi/ID/shop.csv?rlkey=k1",
        "https://disk.yandex.ru/i/ID",
        "https://gist.github.com/a/0123",
    ] {
        let found = find(text).unwrap();
        let again = find(found.expose()).unwrap();
        assert!(again == found && again.kind() == found.kind() && again.shown_tail() == found.shown_tail(), "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_has_an_answer_and_an_address_that_may_be_read(
        pieces in prop::collection::vec(prop_oneof![
            Just("https://"), Just("docs.google.com"), Just("drive.google.com"), Just("www.dropbox.com"),
            Just("github.com"), Just("yadi.sk"), Just("a@"), Just(":8443"), Just("/spreadsheets"), Just("/d/"),
            Just("/e/"), Just("/u/"), Just("/pub"), Just("/s/"), Just("/blob/"), Just("x1"), Just("?gid=7"),
            Just("#gid="), Just("%2f"), Just("../"), Just(" "), Just("é"), Just("\u{200b}"), Just("\\"),
        ], 0..12),
    ) {
        let hosts = SheetHosts::usual();
        if let Ok(found) = SheetAddress::find(&pieces.concat(), &hosts) {
            prop_assert_eq!(hosts.check(&found.url().unwrap()), Ok(()));
            prop_assert!(SheetAddress::find(found.expose(), &hosts).unwrap() == found, "{}", found.expose());
        }
    }
}
