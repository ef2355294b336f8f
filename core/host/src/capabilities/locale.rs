//! `locale`: the plugin's own words, in the language of the call.
//!
//! Rule: a text that cannot be found or written never ends a call: its key stands in its place, and the log says why.

use crate::{bindings::contract::locale::Host, state::CallState};

/// Bytes of a key.
const MAX_KEY: usize = 200;
/// Bytes of what is to stand in a text.
const MAX_ARGS: usize = 64 << 10;

impl Host for CallState {
    fn text(&mut self, key: String, args: String) -> wasmtime::Result<String> {
        self.enter()?;
        let written = if key.len() > MAX_KEY || args.len() > MAX_ARGS {
            Err(format!("a key has at most {MAX_KEY} bytes, and its values {MAX_ARGS}"))
        } else {
            self.plugin.words.text((self.call.language.as_ref(), self.call.distances), &key, &args)
        };
        Ok(written.unwrap_or_else(|why| {
            let (plugin, shown) = (&self.plugin.id, key.chars().take(MAX_KEY).collect::<String>());
            let shown = shown.escape_debug();
            tracing::warn!(plugin.id = %plugin, call.id = %self.call.id, "no text for `{shown}`: {why}");
            shown.to_string()
        }))
    }
}
