//! A browser as a story needs one: it keeps the cookie, and sends forms with the token of the page that it looks at.
//!
//! Rule: it finds token and cookie where a real browser finds them, in the answers; nothing is asked of the house itself.

use super::{Answer, House};

/// A browser.
pub(crate) struct Browser<'h> {
    house: &'h House,
    pub(crate) cookie: Option<String>,
    pub(crate) token: Option<String>,
}

impl<'h> Browser<'h> {
    pub(crate) const fn new(house: &'h House) -> Self {
        Self { house, cookie: None, token: None }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        let ask = self.house.get(path).header("cookie", &self.cookies());
        self.take(ask.header("accept", "text/html,*/*;q=0.8").send().await)
    }

    /// Sends a form from the page that it looks at.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.token.clone().unwrap_or_default();
        let fields: Vec<(&str, &str)> = [("_csrf", token.as_str())].into_iter().chain(fields.iter().copied()).collect();
        let ask = self.house.ask("POST", path).form(&fields).header("cookie", &self.cookies());
        self.take(ask.header("sec-fetch-site", "same-origin").send().await)
    }

    fn cookies(&self) -> String {
        self.cookie.as_ref().map(|cookie| format!("__Host-loadin={cookie}")).unwrap_or_default()
    }

    /// Keeps the cookie of an answer and the first token on its page.
    fn take(&mut self, answer: Answer) -> Answer {
        if let Some(set) = answer.header("set-cookie").strip_prefix("__Host-loadin=") {
            let value = set.split(';').next().unwrap_or_default();
            self.cookie = Some(value.to_owned()).filter(|value| !value.is_empty());
        }
        let is_page = answer.header("content-type").starts_with("text/html");
        let after = is_page.then(|| answer.text().split_once("name=\"_csrf\" value=\"")).flatten();
        if let Some((token, _)) = after.and_then(|(_, rest)| rest.split_once('"')) {
            self.token = Some(token.to_owned());
        }
        answer
    }
}
