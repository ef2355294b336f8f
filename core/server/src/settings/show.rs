//! `loadin settings`: what holds, and where it comes from.
//!
//! Rule: a value that a plugin's schema marks as secret, or that no schema describes, is never printed.

use std::{
    io::{self, Write},
    path::Path,
    time::Duration,
};

use bytesize::ByteSize;
use loadin_auth::Origin;
use serde_json::Value;

use super::{Loaded, LogFormat, Place, Settings};

/// Stands for what is not printed.
const HIDDEN: &str = "(set, not shown)";

impl Loaded {
    /// Prints the settings as TOML, each with its origin. `may_show` tells whether a plugin's setting may be seen.
    pub(crate) fn show(&self, out: &mut dyn Write, may_show: &dyn Fn(&str, &str) -> bool) -> io::Result<()> {
        let mut section = "";
        for (key, value) in self.rows() {
            let (this_section, name) = key.split_once('.').unwrap_or(("", key));
            if this_section != section {
                let gap = if section.is_empty() { "" } else { "\n" };
                writeln!(out, "{gap}[{this_section}]")?;
                section = this_section;
            }
            writeln!(out, "{:<44} # {}", format!("{name} = {}", toml_value(&value)), self.origin(key))?;
        }
        for (plugin, values) in &self.settings.plugins.settings {
            writeln!(out, "\n[plugins.settings.{}]", quoted(plugin))?;
            for (key, value) in values {
                let shown = if may_show(plugin, key) { toml_value(value) } else { HIDDEN.to_owned() };
                writeln!(out, "{:<44} # {}", format!("{key} = {shown}"), self.origin("plugins.settings"))?;
            }
        }
        Ok(())
    }

    fn rows(&self) -> Vec<(&'static str, Value)> {
        let Settings { server, plugins, data, database, limits, log } = &self.settings;
        let path = |path: &Path| Value::from(path.display().to_string());
        let public_url = server.public_url.as_ref().map_or("", Origin::as_str);
        let proxies: Vec<String> = server.trusted_proxies.iter().map(ToString::to_string).collect();
        vec![
            ("server.listen", server.listen.to_string().into()),
            ("server.public_url", public_url.into()),
            ("server.trusted_proxies", proxies.into()),
            ("server.body_limit", size(server.body_limit)),
            ("server.head_timeout", time(server.head_timeout)),
            ("server.body_timeout", time(server.body_timeout)),
            ("server.answer_timeout", time(server.answer_timeout)),
            ("server.development", server.development.into()),
            ("plugins.dir", path(&plugins.dir)),
            ("data.dir", path(&data.dir)),
            ("database.url", url(&database.url)),
            ("database.password", if database.password.expose().is_empty() { "" } else { HIDDEN }.into()),
            ("database.tls_ca", path(&database.tls_ca)),
            ("database.connections", database.connections.into()),
            ("database.max_size", database.max_size.map_or_else(|| "".into(), size)),
            ("database.backups", database.backups.into()),
            ("database.slow_ms", database.slow_ms.into()),
            ("limits.request_wall", time(limits.request_wall)),
            ("limits.request_memory", size(limits.request_memory)),
            ("limits.job_wall", time(limits.job_wall)),
            ("limits.job_memory", size(limits.job_memory)),
            ("log.filter", log.filter.clone().into()),
            ("log.format", if log.format == LogFormat::Json { "json" } else { "text" }.into()),
        ]
    }
}

/// Returns where the database is, without what is secret in its address.
fn url(place: &Place) -> Value {
    match place {
        Place::Folder => "sqlite://".into(),
        #[cfg(feature = "postgres")]
        Place::Server(server) => server.to_string().into(),
    }
}

fn size(bytes: u64) -> Value {
    ByteSize(bytes).display().iec().to_string().replace(".0 ", "").replace(' ', "").into()
}

fn time(duration: Duration) -> Value {
    humantime::format_duration(duration).to_string().into()
}

/// Returns text as TOML has it; TOML's basic strings and JSON's strings escape alike.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

fn toml_value(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let fields: Vec<_> = fields.iter().map(|(key, value)| format!("{key} = {}", toml_value(value))).collect();
            format!("{{ {} }}", fields.join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(toml_value).collect::<Vec<_>>().join(", ")),
        value => value.to_string(),
    }
}
