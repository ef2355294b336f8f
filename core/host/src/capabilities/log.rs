//! `log`: a plugin's lines in the host's log.
//!
//! Rule: a plugin's text is data. It stands in fields, with control characters escaped, so that no line can pose as the
//! host's own; what goes beyond the call's budget is cut, and the call goes on.

use tracing::{Level, event};

use crate::{
    bindings::contract::log::{Host, Level as WitLevel},
    state::{CallState, LogRoom},
};

impl Host for CallState {
    fn write(&mut self, level: WitLevel, message: String, fields: Vec<(String, String)>) -> wasmtime::Result<()> {
        self.enter()?;
        let size = message.len() + fields.iter().map(|(key, value)| key.len() + value.len()).sum::<usize>();
        match self.take_log(size) {
            LogRoom::Room => {}
            LogRoom::LastLine => {
                tracing::warn!(plugin.id = %self.plugin.id, call.id = %self.call.id, "the plugin logs too much; the rest of this call's log is cut");
                return Ok(());
            }
            LogRoom::Cut => return Ok(()),
        }
        let said = message.escape_debug().to_string();
        let fields: String = fields.iter().map(|(key, value)| format!("{}={:?} ", key.escape_debug(), value)).collect();
        let (plugin, call, fields) = (&self.plugin.id, &self.call.id, fields.trim_end());
        match level {
            WitLevel::Trace => event!(Level::TRACE, plugin.id = %plugin, call.id = %call, said, fields, "plugin"),
            WitLevel::Debug => event!(Level::DEBUG, plugin.id = %plugin, call.id = %call, said, fields, "plugin"),
            WitLevel::Info => event!(Level::INFO, plugin.id = %plugin, call.id = %call, said, fields, "plugin"),
            WitLevel::Warn => event!(Level::WARN, plugin.id = %plugin, call.id = %call, said, fields, "plugin"),
            WitLevel::Error => event!(Level::ERROR, plugin.id = %plugin, call.id = %call, said, fields, "plugin"),
        }
        Ok(())
    }
}
