//! The page of an endpoint in the official documentation, which anybody can read in a browser.
//!
//! Owns how its address is put together (contract, 14.3): the title in the menu and a number. A test holds those that
//! were seen against `tests/openapi.yaml`; the numbers of the others are counted off between them.

use super::endpoint::Endpoint;

/// The number of the menu's first page; the others follow it without a gap.
const FIRST: u32 = 23_599_798;
/// Folders are five pages later in the documentation than in our table, and commands three earlier. "Log out all device"
/// and "Reset api key" have changed places.
const FOLDERS: u32 = 5;
const COMMANDS: u32 = 3;

/// A page of the documentation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocsPage {
    /// Its address.
    pub address: String,
    /// Whether somebody saw it there. The number of one that was not seen is counted off.
    pub seen: bool,
}

impl Endpoint {
    /// Its page in the official documentation.
    pub fn page(self) -> DocsPage {
        let title = self.row().title.to_lowercase().replace(' ', "-");
        let address = format!("https://dev.bots.business/{title}-{}e0", FIRST + self.place());
        DocsPage { address, seen: self.is_seen() }
    }

    fn place(self) -> u32 {
        let place = self as u32;
        match self {
            Self::CreateFolder | Self::GetFolders | Self::DeleteFolder => place + FOLDERS,
            Self::GetCommands | Self::CreateCommand | Self::GetCommand | Self::EditCommand | Self::DeleteCommand => {
                place.saturating_sub(COMMANDS)
            }
            Self::LogOutAllDevices => place + 1,
            Self::ResetApiKey => place.saturating_sub(1),
            _ => place,
        }
    }

    fn is_seen(self) -> bool {
        matches!(
            self,
            Self::SignIn
                | Self::GetTelegramLoginUrl
                | Self::SignUp
                | Self::GetUser
                | Self::GetTelegramLinkUrl
                | Self::ResetApiKey
                | Self::GetIterationUsage
                | Self::ToggleAds
                | Self::GetCsvImportTask
                | Self::CreateCommand
                | Self::GetCommand
                | Self::EditCommand
                | Self::UnblockChat
                | Self::GetAdminPanels
                | Self::UpdateAdminPanel
        )
    }
}
