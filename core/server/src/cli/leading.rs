//! What must be known before the command line can be read whole: where the settings are, and which command is meant.
//!
//! Rule: `--config` stands before the command. Behind it, every flag is the command's own.

use std::{ffi::OsString, path::PathBuf};

/// The beginning of a command line.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Leading {
    pub(super) config: Option<PathBuf>,
    /// The command that is run, or that help is asked for.
    pub(super) command: Option<String>,
    pub(super) wants_version: bool,
}

impl Leading {
    /// Reads the beginning of `args`; the first of them is the program.
    pub(super) fn of(args: &[OsString]) -> Self {
        let mut leading = Self::default();
        let mut rest = args.iter().skip(1);
        while let Some(arg) = rest.next() {
            match arg.to_str() {
                Some("--config") => leading.config = rest.next().map(PathBuf::from),
                Some("--version" | "-V") => leading.wants_version = true,
                Some("help") => {}
                Some(arg) if arg.starts_with("--config=") => {
                    leading.config = arg.split_once('=').map(|(_, path)| PathBuf::from(path));
                }
                Some(arg) if arg.starts_with('-') => {}
                Some(command) => {
                    leading.command = Some(command.to_owned());
                    break;
                }
                None => break,
            }
        }
        leading
    }
}

#[cfg(test)]
mod tests {
    use std::{ffi::OsString, path::Path};

    use super::Leading;

    fn of(line: &str) -> Leading {
        Leading::of(&line.split(' ').map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn the_command_is_the_first_word() {
        assert_eq!(of("loadin plan --home x").command.as_deref(), Some("plan"));
        assert_eq!(of("loadin help plan").command.as_deref(), Some("plan"));
        assert_eq!(of("loadin --help").command, None);
    }

    #[test]
    fn settings_are_named_before_the_command() {
        for line in ["loadin --config a.toml plan", "loadin --config=a.toml plan"] {
            let leading = of(line);
            assert_eq!(
                (leading.config.as_deref(), leading.command.as_deref()),
                (Some(Path::new("a.toml")), Some("plan"))
            );
        }
        assert_eq!(of("loadin plan --config a.toml").config, None);
    }

    #[test]
    fn the_version_of_a_command_is_not_the_programs() {
        assert!(of("loadin --version").wants_version && !of("loadin plan --version").wants_version);
    }
}
