//! The log: to standard error, as the settings say.

use std::io;

use tracing_subscriber::{EnvFilter, util::SubscriberInitExt as _};

use crate::settings::{Loaded, LogFormat};

/// Why there is no log.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LogError {
    #[error("{origin}: log.filter: {source}; write a level such as \"info\", or \"warn,loadin_host=debug\"")]
    Filter { origin: String, source: tracing_subscriber::filter::ParseError },
}

/// Starts the log for this process.
pub(crate) fn start(loaded: &Loaded) -> Result<(), LogError> {
    let filter = filter(loaded)?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    // A process has one log; the first one stays.
    let _ = match loaded.settings.log.format {
        LogFormat::Text => lines.with_ansi(io::IsTerminal::is_terminal(&io::stderr())).finish().try_init(),
        LogFormat::Json => lines.json().finish().try_init(),
    };
    Ok(())
}

fn filter(loaded: &Loaded) -> Result<EnvFilter, LogError> {
    let filter = EnvFilter::builder().parse(&loaded.settings.log.filter);
    filter.map_err(|source| LogError::Filter { origin: loaded.origin("log.filter"), source })
}

#[cfg(test)]
mod tests {
    use super::filter;
    use crate::settings::{Loaded, Surroundings};

    fn loaded(filter: &str) -> Loaded {
        let variables = [("HOME".into(), "/home/x".into()), ("LOADIN_LOG__FILTER".into(), filter.into())];
        Loaded::read(&Surroundings { variables: variables.into(), ..Surroundings::default() }).unwrap()
    }

    #[test]
    fn filters_are_levels_by_part() {
        assert!(filter(&loaded("warn,loadin_host=debug")).is_ok());
        let message = filter(&loaded("loadin_host=loud")).unwrap_err().to_string();
        assert!(message.starts_with("LOADIN_LOG__FILTER: log.filter: "), "{message}");
    }
}
