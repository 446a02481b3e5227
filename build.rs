//! Builds again when a sentence changes: the macros that check the catalogue do not watch it themselves.

fn main() {
    println!("cargo::rerun-if-changed=src/locales");
    println!("cargo::rerun-if-changed=i18n.toml");
    println!("cargo::rerun-if-changed=migrations");
}
