//! Files to Telegram and from it: multipart forms out, a capped download in.
//!
//! Owns what JSON cannot carry. Must not retry, and prints no address: the token is in it.

use reqwest::multipart::{self, Part};
use serde::Deserialize;
use teloxide::payloads::GetFile;
use teloxide::types::{FileId, InlineKeyboardMarkup, ReplyParameters, ThreadId};

use super::refusal::Meaning;
use super::wire::{CallError, Wire};
use crate::frame::FileKind;
use crate::ids::MessageId;

/// A message with a file (Bot API, sendDocument and sendPhoto).
pub(super) struct Form<'a> {
    pub(super) chat: i64,
    pub(super) thread: Option<ThreadId>,
    pub(super) reply_to: Option<ReplyParameters>,
    pub(super) caption: Option<&'a str>,
    pub(super) keyboard: Option<&'a InlineKeyboardMarkup>,
    /// Whether it comes without a sound.
    pub(super) silent: bool,
    pub(super) file: FilePart<'a>,
}

/// The file of a form.
pub(super) struct FilePart<'a> {
    pub(super) kind: FileKind,
    pub(super) name: &'a str,
    pub(super) bytes: &'a [u8],
}

impl Form<'_> {
    /// The method and the name of its file's field.
    fn method(&self) -> (&'static str, &'static str) {
        match self.file.kind {
            FileKind::Document => ("SendDocument", "document"),
            FileKind::Picture => ("SendPhoto", "photo"),
        }
    }

    fn fields(&self, field: &'static str) -> Result<multipart::Form, CallError> {
        let json = |value: serde_json::Result<String>| value.map_err(|_| CallError::Refused(Meaning::Unknown));
        let part = Part::bytes(self.file.bytes.to_vec()).file_name(self.file.name.to_owned());
        let mut form = multipart::Form::new().text("chat_id", self.chat.to_string()).part(field, part);
        if let Some(caption) = self.caption {
            form = form.text("caption", caption.to_owned()).text("parse_mode", "HTML");
        }
        if self.silent {
            form = form.text("disable_notification", "true");
        }
        if let Some(thread) = self.thread {
            form = form.text("message_thread_id", thread.to_string());
        }
        if let Some(reply_to) = &self.reply_to {
            form = form.text("reply_parameters", json(serde_json::to_string(reply_to))?);
        }
        if let Some(keyboard) = self.keyboard {
            form = form.text("reply_markup", json(serde_json::to_string(keyboard))?);
        }
        Ok(form)
    }
}

impl Wire {
    /// Sends a file, and returns the number of its message where that can be read; see [`Wire::send`].
    pub(super) async fn upload(&self, form: &Form<'_>) -> Result<Option<MessageId>, CallError> {
        let (method, field) = form.method();
        let body = self.post_form(method, form.fields(field)?).await?;
        self.sent(method, &body)
    }

    /// Where a file can be downloaded from (Bot API, getFile).
    pub(super) async fn file_path(&self, id: &str) -> Result<String, CallError> {
        #[derive(Deserialize)]
        struct File {
            file_path: String,
        }
        self.call::<_, File>(&GetFile::new(FileId(id.to_owned()))).await.map(|file| file.file_path)
    }

    /// Downloads a file of at most `most` bytes; `None` when it is larger.
    pub(super) async fn download(&self, path: &str, most: usize) -> Result<Option<Vec<u8>>, CallError> {
        let mut response = self.get_file(path).await?;
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|_| CallError::NoAnswer)? {
            if bytes.len() + chunk.len() > most {
                return Ok(None);
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(Some(bytes))
    }
}
