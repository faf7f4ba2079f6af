//! A headless Chromium, driven over `WebDriver`.

use std::{
    net::{SocketAddr, TcpStream},
    path::Path,
    process::Command,
};

use serde_json::{Value, json};

use crate::{
    find::find,
    http::send,
    running::{Running, free_address, wait_for},
};

/// A browser with one page.
pub(crate) struct Browser {
    driver: SocketAddr,
    session: String,
    _running: Running,
}

/// Whatever the browser would fetch by itself is off, and so is shared memory, of which a
/// container has little: a page that gets none ends.
const FLAGS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1360,900",
];

impl Browser {
    /// Starts one with its files in `folder`; nothing where none is installed.
    pub(crate) fn start(folder: &Path) -> Option<Self> {
        let program = find("chromedriver", "Debian's chromium and chromium-driver")?;
        let driver = free_address();
        let mut command = Command::new(program);
        command.arg(format!("--port={}", driver.port()));
        let running = Running::start(&mut command, &folder.join("chromedriver.log"));
        wait_for("chromedriver", 60, || TcpStream::connect(driver).ok());
        let mut flags: Vec<String> = FLAGS.map(str::to_owned).into();
        flags.push(format!("--user-data-dir={}", folder.join("profile").display()));
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": {"args": flags},
            "goog:loggingPrefs": {"browser": "ALL"},
        }}});
        let session = post(driver, "/session", &wanted)["sessionId"].clone();
        let session = session.as_str().expect("a session has an id").to_owned();
        Some(Self { driver, session, _running: running })
    }

    fn command(&self, command: &str, body: &Value) -> Value {
        post(self.driver, &format!("/session/{}/{command}", self.session), body)
    }

    pub(crate) fn open(&self, url: &str) {
        self.command("url", &json!({ "url": url }));
    }

    /// What the body of a function gives in the page.
    pub(crate) fn run(&self, script: &str) -> Value {
        self.command("execute/sync", &json!({"script": script, "args": []}))
    }

    /// Presses keys, one after the other, whatever has the focus.
    pub(crate) fn press(&self, keys: &[&str]) {
        let actions: Vec<_> = keys
            .iter()
            .flat_map(|key| ["keyDown", "keyUp"].map(|kind| json!({"type": kind, "value": key})))
            .collect();
        let keyboard = json!({"type": "key", "id": "keyboard", "actions": actions});
        self.command("actions", &json!({ "actions": [keyboard] }));
    }

    /// The look that the system is said to have: `light` or `dark`.
    pub(crate) fn prefer(&self, scheme: &str) {
        let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        let command = "Emulation.setEmulatedMedia";
        self.command(
            "goog/cdp/execute",
            &json!({"cmd": command, "params": {"features": features}}),
        );
    }

    /// The page as a PNG, in base 64.
    pub(crate) fn screenshot(&self) -> String {
        let path = format!("/session/{}/screenshot", self.session);
        let shot = request(self.driver, "GET", &path, "");
        shot.as_str().expect("a screenshot is text").to_owned()
    }

    /// What the browser's console has on faults and refusals.
    pub(crate) fn complaints(&self) -> Value {
        self.command("se/log", &json!({"type": "browser"}))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let path = format!("/session/{}", self.session);
        drop(request(self.driver, "DELETE", &path, ""));
    }
}

fn post(driver: SocketAddr, path: &str, body: &Value) -> Value {
    request(driver, "POST", path, &body.to_string())
}

fn request(driver: SocketAddr, method: &str, path: &str, body: &str) -> Value {
    let length = body.len();
    let head = format!("{method} {path} HTTP/1.1\r\nhost: {driver}\r\nconnection: close\r\n");
    let head = format!("{head}content-type: application/json\r\ncontent-length: {length}\r\n\r\n");
    let (status, _, answer) = send(driver, (head + body).as_bytes()).expect("the driver answers");
    let answer: Value = serde_json::from_slice(&answer).expect("the driver answers in JSON");
    assert_eq!(status, 200, "{method} {path}: {answer}");
    answer["value"].clone()
}
