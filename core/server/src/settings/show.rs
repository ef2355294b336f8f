//! `loadin settings`: what holds, and where it comes from.
//!
//! Rule: a value that a plugin's schema marks as secret, or that no schema describes, is never printed.

use std::io::{self, Write};

use bytesize::ByteSize;
use serde_json::Value;

use super::{Loaded, LogFormat};

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
            writeln!(out, "{:<44} # {}", format!("{name} = {}", quoted(&value)), self.origin(key))?;
        }
        for (plugin, values) in &self.settings.plugins.settings {
            writeln!(out, "\n[plugins.settings.{}]", quoted(plugin))?;
            for (key, value) in values {
                let shown = if may_show(plugin, key) { toml_value(value) } else { "(set, not shown)".to_owned() };
                writeln!(out, "{:<44} # {}", format!("{key} = {shown}"), self.origin("plugins.settings"))?;
            }
        }
        Ok(())
    }

    fn rows(&self) -> Vec<(&'static str, String)> {
        let settings = &self.settings;
        let (limits, size) =
            (&settings.limits, |bytes| ByteSize(bytes).display().iec().to_string().replace(".0 ", "").replace(' ', ""));
        vec![
            ("plugins.dir", settings.plugins.dir.display().to_string()),
            ("data.dir", settings.data.dir.display().to_string()),
            ("limits.request_wall", humantime::format_duration(limits.request_wall).to_string()),
            ("limits.request_memory", size(limits.request_memory)),
            ("limits.job_wall", humantime::format_duration(limits.job_wall).to_string()),
            ("limits.job_memory", size(limits.job_memory)),
            ("log.filter", settings.log.filter.clone()),
            ("log.format", if settings.log.format == LogFormat::Json { "json" } else { "text" }.to_owned()),
        ]
    }
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
