//! The columns that Bots.Business reads from a sheet.

/// A column of a sheet, in the order of the help's own example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    Command,
    Answer,
    Aliases,
    Help,
    Keyboard,
    NeedReply,
    /// The code of the command.
    Scenarios,
    Group,
    /// Seconds.
    AutoRetry,
    RuntimeMode,
}

impl Column {
    pub const ALL: [Self; 10] = [
        Self::Command,
        Self::Answer,
        Self::Aliases,
        Self::Help,
        Self::Keyboard,
        Self::NeedReply,
        Self::Scenarios,
        Self::Group,
        Self::AutoRetry,
        Self::RuntimeMode,
    ];

    /// The name in the header; capitals matter.
    pub fn name(self) -> &'static str {
        match self {
            Self::Command => "command",
            Self::Answer => "answer",
            Self::Aliases => "aliases",
            Self::Help => "help",
            Self::Keyboard => "keyboard",
            Self::NeedReply => "need_reply",
            Self::Scenarios => "scenarios",
            Self::Group => "group",
            Self::AutoRetry => "auto_retry",
            Self::RuntimeMode => "runtime_mode",
        }
    }

    /// The column with exactly this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.name() == name)
    }

    /// The column that a name almost is: in capitals, or with other characters where its words meet and around it.
    pub(super) fn almost(name: &str) -> Option<Self> {
        let name = name.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().replace([' ', '-'], "_");
        Self::named(&name)
    }
}

/// A set of columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Columns(u16);

impl Columns {
    pub fn contains(self, column: Column) -> bool {
        self.0 & bit(column) != 0
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn iter(self) -> impl Iterator<Item = Column> {
        Column::ALL.into_iter().filter(move |column| self.contains(*column))
    }

    pub(super) fn insert(&mut self, column: Column) {
        self.0 |= bit(column);
    }
}

fn bit(column: Column) -> u16 {
    1 << (column as u16)
}
