//! What the demonstration does on its server: what the scripts send, then the pages and their pictures.
//!
//! Rule: everything goes through the API and the pages, as anybody's would; a machine without a browser gets the pages
//! without their pictures, and is told so.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{
    DemoError, below,
    instance::Instance,
    script::{Page, Script, Send, Shot, fill},
    visitor::{Answer, JobNews},
};
use crate::{
    chromium::{self, Picture},
    console::Console,
    workspace::Workspace,
};

/// Where the server has what pages need beside themselves.
const ASSETS: &str = "/assets/";

/// What is done on one server.
pub(super) struct Visit<'a> {
    pub(super) console: &'a Console,
    pub(super) workspace: &'a Workspace,
    pub(super) instance: &'a mut Instance,
    /// What earlier entries have kept: name and path below the space.
    pub(super) kept: Vec<(String, String)>,
}

impl Visit<'_> {
    /// Does everything in order and returns the files that were saved.
    pub(super) fn run(&mut self, script: &Script) -> Result<Vec<PathBuf>, DemoError> {
        // The API wants the token that core's own pages carry.
        self.instance.visitor.page("/account")?;
        for send in &script.send {
            self.console.step(&send.title, || self.send(send))?;
        }
        let mut saved = Vec::new();
        for page in &script.page {
            self.console.step(&page.title, || self.save(page))?;
            saved.push(PathBuf::from(&page.save));
        }
        saved.extend(self.pictures(&script.page)?);
        Ok(saved)
    }

    /// Returns the path with what was kept in it.
    fn filled(&self, path: &str) -> Result<String, DemoError> {
        let kept: Vec<(&str, &str)> = self.kept.iter().map(|(name, path)| (name.as_str(), path.as_str())).collect();
        fill(path, &kept).map_err(DemoError::Path)
    }

    fn send(&mut self, send: &Send) -> Result<(), DemoError> {
        let api = format!("/api/v1/s/{}", self.instance.space);
        let path = format!("{api}{}", self.filled(&send.path)?);
        let (content_type, body) = match (&send.file, &send.json) {
            (Some(file), _) => {
                let path = self.workspace.root.join(file);
                let read = fs::read(&path).map_err(|source| DemoError::Unreadable { path, source })?;
                (send.content_type.as_str(), read)
            }
            (None, json) => ("application/json", serde_json::to_vec(json).unwrap_or_default()),
        };
        let answer = self.instance.visitor.post(&path, content_type, &body)?;
        if let (Some(name), Some(location)) = (&send.keep, &answer.location) {
            let below = location.strip_prefix(&api).unwrap_or(location).to_owned();
            self.kept.push((name.clone(), below));
        }
        match job_of(&answer) {
            Some(job) => self.follow(&job),
            None => Ok(()),
        }
    }

    /// Waits for a job, telling how far it is to somebody who watches.
    fn follow(&self, job: &str) -> Result<(), DemoError> {
        let path = format!("/s/{}/jobs/{job}/events", self.instance.space);
        let mut last = String::new();
        let told = &mut |news: &JobNews| {
            if self.console.is_terminal() && news.message != last && !news.message.is_empty() {
                last.clone_from(&news.message);
                self.console.note(&format!("{} %: {last}", 100 * news.done / news.total.max(1)));
            }
        };
        Ok(self.instance.visitor.follow(&path, told)?)
    }

    /// Saves a page so that it opens from the disk: what it needs lies beside it.
    fn save(&mut self, page: &Page) -> Result<(), DemoError> {
        let path = format!("/s/{}{}", self.instance.space, self.filled(&page.path)?);
        let answer = self.instance.visitor.page(&path)?;
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        let file = self.workspace.root.join(&page.save);
        let folder = file.parent().unwrap_or(Path::new(".")).to_path_buf();
        for asset in assets_in(&text) {
            let answer = self.instance.visitor.get(asset)?.must_be_good(asset)?;
            write(&folder.join(asset.trim_start_matches('/')), &answer.body)?;
        }
        write(&file, text.replace(&format!("\"{ASSETS}"), &format!("\"{}", ASSETS.trim_start_matches('/'))).as_bytes())
    }

    fn pictures(&self, pages: &[Page]) -> Result<Vec<PathBuf>, DemoError> {
        let shots: Vec<(&Page, &Shot)> =
            pages.iter().flat_map(|page| page.picture.iter().map(move |shot| (page, shot))).collect();
        if shots.is_empty() {
            return Ok(Vec::new());
        }
        let chromium = match chromium::provide(self.console) {
            Ok(chromium) => chromium,
            Err(error) => {
                self.console.note(&format!("no pictures of the pages: {error}"));
                return Ok(Vec::new());
            }
        };
        self.console
            .step("take its picture", || shots.iter().map(|(page, shot)| self.picture(&chromium, page, shot)).collect())
    }

    fn picture(&self, chromium: &Path, page: &Page, shot: &Shot) -> Result<PathBuf, DemoError> {
        let (source, file) = (self.workspace.root.join(&page.save), self.workspace.root.join(&shot.save));
        let profile =
            tempfile::tempdir().map_err(|source| DemoError::Unwritable { path: std::env::temp_dir(), source })?;
        let picture = Picture {
            url: &format!("file://{}", source.display()),
            file: &file,
            width: shot.width,
            height: shot.height,
        };
        let finished = picture.invocation(chromium, profile.path()).capture(self.console)?;
        if finished.is_success() && file.is_file() {
            return Ok(file);
        }
        Err(DemoError::NoPicture {
            page: below(&self.workspace.root, &source).to_path_buf(),
            reason: finished.reason(),
        })
    }
}

/// Returns the job that an answer names: what was asked for is not done yet.
fn job_of(answer: &Answer) -> Option<String> {
    let body: serde_json::Value = serde_json::from_slice(&answer.body).ok()?;
    (answer.status.as_u16() == 202).then(|| body.get("job")?.as_str().map(str::to_owned))?
}

/// Returns the paths of the pictures and scripts that a page names, each once.
fn assets_in(page: &str) -> Vec<&str> {
    let quoted = page.split('"').filter(|text| text.starts_with(ASSETS) && !text.contains(".."));
    let mut paths: Vec<&str> = quoted.collect();
    paths.sort_unstable();
    paths.dedup();
    paths
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), DemoError> {
    let write = || {
        fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
        fs::write(path, bytes)
    };
    write().map_err(|source| DemoError::Unwritable { path: path.to_path_buf(), source })
}

#[cfg(test)]
mod tests {
    use ureq::http::StatusCode;

    use super::{assets_in, job_of};
    use crate::demo::visitor::Answer;

    #[test]
    fn what_a_page_needs_is_found_once_and_stays_below_its_folder() {
        let page = r#"<img src="/assets/icon.1.svg"><script src="/assets/app.2.js"></script><img src="/assets/icon.1.svg">
            <a href="/assets/../secret">x</a><a href="/s/a">y</a>"#;
        assert_eq!(assets_in(page), ["/assets/app.2.js", "/assets/icon.1.svg"]);
    }

    #[test]
    fn only_what_was_accepted_is_waited_for() {
        let body = br#"{"job":"0198"}"#.to_vec();
        let answer = |status| Answer { status, location: None, body: body.clone() };
        assert_eq!(job_of(&answer(StatusCode::ACCEPTED)).as_deref(), Some("0198"));
        assert_eq!(job_of(&answer(StatusCode::CREATED)), None);
    }
}
