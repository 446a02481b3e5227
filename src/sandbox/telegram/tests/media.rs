//! Files both ways: sending and downloading. How teloxide does both is in `tests/it/simulated.rs`.

use reqwest::multipart::{Form, Part};

use super::*;

const MB: usize = 1 << 20;

/// The header of a PNG with this width and height, padded to this many bytes.
fn png(width: u32, height: u32, bytes: usize) -> Vec<u8> {
    let mut picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    picture.extend(width.to_be_bytes());
    picture.extend(height.to_be_bytes());
    picture.resize(bytes.max(picture.len()), 0);
    picture
}

fn file(name: &str, bytes: impl Into<Vec<u8>>) -> Part {
    Part::bytes(bytes.into()).file_name(name.to_owned())
}

impl Scene {
    /// Sends a form to a method; the error is its description.
    async fn upload(&self, method: &str, form: Form) -> Result<Value, String> {
        let url = format!("{}/bot{}/{method}", self.telegram.url(), self.telegram.token());
        let answer = reqwest::Client::new().post(url).multipart(form).send().await.unwrap();
        let answer: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        match answer["ok"] == true {
            true => Ok(answer["result"].clone()),
            false => Err(answer["description"].as_str().unwrap().to_owned()),
        }
    }

    async fn document(&self, bytes: Vec<u8>) -> Result<Value, String> {
        self.upload("sendDocument", Form::new().text("chat_id", "7001").part("document", file("a.txt", bytes))).await
    }

    async fn photo(&self, bytes: Vec<u8>) -> Result<Value, String> {
        self.upload("sendPhoto", Form::new().text("chat_id", "7001").part("photo", file("a.png", bytes))).await
    }

    /// Status and body at a path below `/file/bot<token>/`.
    async fn fetch(&self, token: &str, path: &str) -> (u16, Vec<u8>) {
        let answer = reqwest::get(format!("{}/file/bot{token}/{path}", self.telegram.url())).await.unwrap();
        (answer.status().as_u16(), answer.bytes().await.unwrap().to_vec())
    }
}

#[tokio::test]
async fn a_form_is_read_as_strictly_as_json() {
    let scene = start().await;
    scene.ann_says("hi");
    let form = || Form::new().text("chat_id", "7001").part("document", file("../a.txt", *b"x"));
    let refused = async |form: Form| scene.upload("sendDocument", form).await.unwrap_err();
    assert_eq!(refused(form().text("captoin", "x")).await, "Bad Request: unknown parameter captoin");
    assert_eq!(refused(form().part("other", file("b.txt", *b"x"))).await, "Bad Request: unknown parameter other");
    assert!(refused(form().text("chat_id", "7001")).await.contains("chat_id is given more than once"));
    assert!(refused(form().text("protect_content", "yes")).await.contains("must be true or false"));
    assert!(refused(form().part("thumbnail", file("b.png", *b"x"))).await.contains("knows no thumbnail"));
    let none = Form::new().text("chat_id", "7001");
    assert_eq!(refused(none).await, "Bad Request: there is no document in the request");
    let by_id = Form::new().text("chat_id", "7001").text("document", "AgAD");
    assert_eq!(refused(by_id).await, "Bad Request: the sandbox reads uploads only");
    let dangling = Form::new().text("chat_id", "7001").text("document", "attach://x");
    assert!(refused(dangling).await.contains("wrong file identifier"));
    let elsewhere = Form::new().text("chat_id", "7002").part("document", file("a.txt", *b"x"));
    assert_eq!(refused(elsewhere).await, "Bad Request: chat not found");
    let rows = json!({ "inline_keyboard": [[{ "text": "Go", "callback_data": "go" }]] });
    let sent = scene.upload("sendDocument", form().text("reply_markup", rows.to_string())).await.unwrap();
    assert_eq!((&sent["reply_markup"], &sent["document"]["file_name"]), (&rows, &json!("a.txt")));
    let call = scene.telegram.calls().pop().unwrap();
    assert_eq!(call.body["document"], json!({ "file_name": "a.txt", "size": 1 }));
}

#[tokio::test]
async fn files_have_telegrams_limits() {
    let scene = start().await;
    scene.ann_says("hi");
    assert_eq!(scene.document(Vec::new()).await, Err("Bad Request: file must be non-empty".into()));
    assert!(scene.document(vec![0; 50 * MB]).await.is_ok());
    assert_eq!(scene.document(vec![0; 50 * MB + 1]).await, Err("Request Entity Too Large".into()));
    assert!(scene.photo(png(10, 10, 10 * MB)).await.is_ok());
    let large = scene.photo(png(10, 10, 10 * MB + 1)).await.unwrap_err();
    assert_eq!(
        large,
        "Bad Request: file of size 10485761 bytes is too big for a photo; the maximum size is 10485760 bytes"
    );
    assert_eq!(scene.photo(b"no picture".to_vec()).await, Err("Bad Request: IMAGE_PROCESS_FAILED".into()));
    for (width, height) in [(9_999, 2), (210, 10)] {
        let refused = scene.photo(png(width, height, 99)).await;
        assert_eq!(refused, Err("Bad Request: PHOTO_INVALID_DIMENSIONS".into()));
    }
    let caption = async |text: String| {
        let form = Form::new().text("chat_id", "7001").text("parse_mode", "HTML").text("caption", text);
        scene.upload("sendDocument", form.part("document", file("a", *b"x"))).await
    };
    assert!(caption(format!("<i>{}</i>", "😀".repeat(512))).await.is_ok());
    assert_eq!(caption("x".repeat(1025)).await, Err("Bad Request: message caption is too long".into()));
    assert!(caption("<beta>".into()).await.unwrap_err().contains("can't parse entities"));
}

#[tokio::test]
async fn a_file_has_a_caption_and_no_text_to_edit() {
    let scene = start().await;
    scene.ann_says("hi");
    scene.document(b"x".to_vec()).await.unwrap();
    scene.send("words").await.unwrap();
    let edit = async |method: &str, id: i32, rest: Value| {
        let mut body = json!({ "chat_id": 7001, "message_id": id });
        body.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        scene.call(method, body).await
    };
    let refused = edit("editMessageText", 2, json!({ "text": "x" })).await;
    assert_eq!(refused, Err("Bad Request: there is no text in the message to edit".into()));
    let refused = edit("editMessageCaption", 3, json!({ "caption": "x" })).await;
    assert_eq!(refused, Err("Bad Request: there is no caption in the message to edit".into()));
    let edited = edit("editMessageCaption", 2, json!({ "caption": "new" })).await.unwrap();
    assert_eq!((&edited["caption"], edited["document"].is_object()), (&json!("new"), true));
    assert!(edit("editMessageCaption", 2, json!({ "caption": "new" })).await.unwrap_err().contains("not modified"));
    let rows = json!({ "inline_keyboard": [[{ "text": "Go", "callback_data": "go" }]] });
    let edited = edit("editMessageReplyMarkup", 2, json!({ "reply_markup": rows })).await.unwrap();
    assert_eq!((&edited["caption"], &edited["reply_markup"]), (&json!("new"), &rows));
    assert!(edit("editMessageReplyMarkup", 3, json!({})).await.unwrap_err().contains("not modified"));
}

#[tokio::test]
async fn a_persons_file_is_fetched_by_its_path_for_an_hour() {
    let scene = start().await;
    let token = scene.telegram.token();
    scene.telegram.send_document(&scene.ann, scene.chat(), "shop.csv", "text/csv", *b"a,b\xff", "The sheet");
    let message = scene.poll(0).await[0]["message"].clone();
    assert_eq!((&message["caption"], message.get("text")), (&json!("The sheet"), None));
    let document = &message["document"];
    assert_eq!(
        (&document["file_name"], &document["mime_type"], &document["file_size"]),
        (&json!("shop.csv"), &json!("text/csv"), &json!(4))
    );
    let path = "documents/file_0.csv";
    assert_eq!(scene.fetch(&token, path).await.0, 404, "nobody asked for its path yet");
    let told = scene.call("getFile", json!({ "file_id": document["file_id"] })).await.unwrap();
    assert_eq!((&told["file_path"], &told["file_size"]), (&json!(path), &json!(4)));
    assert_eq!(scene.fetch(&token, path).await, (200, b"a,b\xff".to_vec()));
    assert_eq!(scene.fetch("1:x", path).await.0, 401);
    assert_eq!(scene.fetch(&token, "documents/file_1.csv").await.0, 404);
    scene.clock.advance(Duration::minutes(61));
    assert_eq!(scene.fetch(&token, path).await.0, 404);
}

#[tokio::test]
async fn a_file_that_is_unknown_or_too_large_is_not_given() {
    let scene = start().await;
    let id = async |place: usize| scene.poll(0).await[place]["message"]["document"]["file_id"].clone();
    let path = async |id: Value| scene.call("getFile", json!({ "file_id": id })).await;
    for size in [20 * MB, 20 * MB + 1] {
        scene.telegram.send_document(&scene.ann, scene.chat(), "a", "x/y", vec![0; size], "");
    }
    assert_eq!(path(id(0).await).await.unwrap()["file_size"], 20 * MB);
    assert_eq!(path(id(1).await).await, Err("Bad Request: file is too big".into()));
    let unknown = path(json!("AgAD")).await;
    assert_eq!(unknown, Err("Bad Request: wrong file_id or the file is temporarily unavailable".into()));
}

#[tokio::test]
async fn faults_are_met_by_files_too() {
    let scene = start().await;
    scene.telegram.send_document(&scene.ann, scene.chat(), "a.txt", "text/plain", *b"four", "");
    let id = scene.poll(0).await[0]["message"]["document"]["file_id"].clone();
    for (method, fault) in [("getFile", Fault::RetryAfter(3)), ("sendPhoto", Fault::Conflict)] {
        scene.telegram.fault(method, 1, fault);
    }
    scene.telegram.fault("file", 1, Fault::Status(502, "Bad Gateway".into()));
    scene.telegram.fault("file", 1, Fault::CutBody);
    assert!(scene.call("getFile", json!({ "file_id": id })).await.unwrap_err().contains("retry after 3"));
    assert!(scene.photo(png(1, 1, 99)).await.unwrap_err().contains("Conflict"));
    let path = scene.call("getFile", json!({ "file_id": id })).await.unwrap()["file_path"].clone();
    let url = format!("{}/file/bot{}/{}", scene.telegram.url(), scene.telegram.token(), path.as_str().unwrap());
    assert_eq!(reqwest::get(&url).await.unwrap().status(), 502);
    assert!(reqwest::get(&url).await.unwrap().bytes().await.is_err());
    assert_eq!(reqwest::get(&url).await.unwrap().text().await.unwrap(), "four");
    let fetched = scene.telegram.calls().into_iter().filter(|call| call.method == "file");
    assert_eq!(fetched.map(|call| call.status).collect::<Vec<_>>(), [Some(502), Some(200), Some(200)]);
    let no_method = scene.call("file", json!({ "file_path": path })).await;
    assert_eq!(no_method, Err("Not Found: method not found".into()), "a file has an address, not a method");
    assert!(scene.telegram.has_method("File") && scene.telegram.has_method("sendPhoto"));
}
