//! `loadin plugins`: what is installed, and what is wrong with it.

use std::io::{self, Write};

use crate::{catalog::Catalog, command::refusal::one_line};

/// Prints the plugins and returns the problems, which go to standard error.
pub(crate) fn plugins(catalog: &Catalog, out: &mut dyn Write) -> io::Result<Vec<String>> {
    let mut rows = vec![["PLUGIN", "VERSION", "COMMANDS", "COMPONENT"].map(str::to_owned)];
    for manifest in catalog.manifests() {
        let commands: Vec<_> = manifest.command.iter().map(|command| command.name.as_str()).collect();
        let component = if manifest.folder.join("plugin.wasm").is_file() { "built" } else { "missing" };
        let commands = if commands.is_empty() { "-".to_owned() } else { commands.join(", ") };
        let id = manifest.plugin.id.to_string();
        rows.push([id, one_line(&manifest.plugin.version), commands, component.to_owned()]);
    }
    if rows.len() > 1 {
        table(&rows, out)?;
    } else if catalog.entries().is_empty() {
        let folder = catalog.folder().display();
        writeln!(
            out,
            "there are no plugins in {folder}: set plugins.dir (LOADIN_PLUGINS__DIR) to the folder that holds them"
        )?;
    }
    let mut problems = catalog.problems();
    problems.extend(catalog.manifests().filter(|manifest| !manifest.folder.join("plugin.wasm").is_file()).map(
        |manifest| {
            format!(
                "{}: plugin.wasm is missing in {}: run `cargo loadin build`",
                manifest.plugin.id,
                manifest.folder.display()
            )
        },
    ));
    Ok(problems)
}

/// Prints rows, each column as wide as its widest cell.
pub(crate) fn table<const COLUMNS: usize>(rows: &[[String; COLUMNS]], out: &mut dyn Write) -> io::Result<()> {
    let mut widths = [0; COLUMNS];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    for row in rows {
        let line: Vec<_> = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        writeln!(out, "{}", line.join("  ").trim_end())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::plugins;
    use crate::catalog::Catalog;

    #[test]
    fn plugins_are_listed_with_their_commands_and_problems() {
        let folder = tempfile::tempdir().unwrap();
        for (name, id) in [("a", "org.example.a"), ("b", "org.example.longer")] {
            fs::create_dir(folder.path().join(name)).unwrap();
            let text = format!("[plugin]\nid = \"{id}\"\nname = \"X\"\nversion = \"1.0.0\"\napi = \"0.1\"\n");
            fs::write(folder.path().join(name).join("plugin.toml"), text).unwrap();
        }
        fs::write(folder.path().join("a/plugin.wasm"), "").unwrap();
        let mut out = Vec::new();
        let problems = plugins(&Catalog::read(folder.path()).unwrap(), &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "PLUGIN              VERSION  COMMANDS  COMPONENT\n\
             org.example.a       1.0.0    -         built\n\
             org.example.longer  1.0.0    -         missing\n"
        );
        assert!(problems[0].contains("org.example.longer: plugin.wasm is missing in "), "{problems:?}");
    }

    #[test]
    fn an_empty_folder_is_said_with_the_setting_that_helps() {
        let folder = tempfile::tempdir().unwrap();
        let mut out = Vec::new();
        plugins(&Catalog::read(folder.path()).unwrap(), &mut out).unwrap();
        assert!(String::from_utf8(out).unwrap().contains("set plugins.dir (LOADIN_PLUGINS__DIR)"));
    }
}
