//! Which setting wins, and what is refused with which words.

use std::{fs, path::Path};

use super::*;

fn surroundings(variables: &[(&str, &str)], config: Option<&Path>) -> Surroundings {
    let home = [("HOME", "/home/x")];
    let variables = home.iter().chain(variables).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Surroundings { config: config.map(Path::to_path_buf), variables: variables.collect() }
}

fn read(variables: &[(&str, &str)]) -> Result<Loaded, SettingsError> {
    Loaded::read(&surroundings(variables, None))
}

fn refusal(variables: &[(&str, &str)]) -> String {
    read(variables).unwrap_err().to_string()
}

/// Writes a file of settings and reads it.
fn from_file(text: &str, variables: &[(&str, &str)]) -> (tempfile::TempDir, Result<Loaded, SettingsError>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("loadin.toml");
    fs::write(&path, text).unwrap();
    let loaded = Loaded::read(&surroundings(variables, Some(&path)));
    (folder, loaded)
}

#[test]
fn the_defaults_are_whole_and_every_key_is_explained() {
    let loaded = read(&[]).unwrap();
    assert_eq!(loaded.settings.plugins.dir, Path::new("plugins"));
    assert_eq!(loaded.settings.data.dir, Path::new("/home/x/.local/share/loadin"));
    assert_eq!(loaded.origin("log.filter"), "default");
    let lines: Vec<_> = DEFAULTS.lines().collect();
    for pair in lines.windows(2).filter(|pair| pair[1].contains(" = ") && !pair[1].starts_with('#')) {
        assert!(pair[0].starts_with("# "), "`{}` has no comment above it", pair[1]);
        let key = pair[1].split(' ').next().unwrap();
        assert!(!key.ends_with("_file"), "`{key}` cannot be told from the file that holds a value");
    }
}

#[test]
fn variables_win_over_the_file_and_the_file_over_the_defaults() {
    let text = "[log]\nfilter = \"info\"\nformat = \"json\"\n[limits]\njob_wall = \"3m\"\n";
    let (folder, loaded) = from_file(text, &[("LOADIN_LOG__FILTER", "debug")]);
    let loaded = loaded.unwrap();
    assert_eq!((loaded.settings.log.filter.as_str(), loaded.settings.log.format), ("debug", LogFormat::Json));
    assert_eq!(loaded.settings.limits.job_wall, Duration::from_secs(180));
    assert_eq!(loaded.origin("log.filter"), "LOADIN_LOG__FILTER");
    assert_eq!(loaded.origin("log.format"), folder.path().join("loadin.toml").display().to_string());
    assert_eq!(loaded.origin("limits.job_memory"), "default");
}

#[test]
fn the_file_is_named_by_the_flag_or_else_by_the_variable() {
    let (folder, _) = from_file("[log]\nfilter = \"info\"\n", &[]);
    let path = folder.path().join("loadin.toml").display().to_string();
    assert_eq!(read(&[("LOADIN_CONFIG", &path)]).unwrap().settings.log.filter, "info");
    let message = refusal(&[("LOADIN_CONFIG", "/no/such.toml")]);
    assert!(message.starts_with("cannot read /no/such.toml (named by LOADIN_CONFIG): "), "{message}");
    let both = surroundings(&[("LOADIN_CONFIG", &path)], Some(Path::new("/no/such.toml")));
    assert!(Loaded::read(&both).unwrap_err().to_string().contains("(named by --config)"));
}

#[test]
fn unknown_keys_are_refused_with_their_name_and_origin() {
    let (folder, loaded) = from_file("[log]\nfliter = \"info\"\n", &[]);
    let path = folder.path().join("loadin.toml").display().to_string();
    let message = loaded.unwrap_err().to_string();
    assert_eq!(message, format!("{path}: there is no setting `log.fliter`; [log] has filter, format"));
    assert_eq!(
        refusal(&[("LOADIN_LOGS__FILTER", "info")]),
        "LOADIN_LOGS__FILTER: there is no setting `logs`; the sections are data, database, limits, log, plugins, server"
    );
    assert_eq!(
        refusal(&[("LOADIN_LOG__FLITER", "info")]),
        "LOADIN_LOG__FLITER: there is no setting `log.fliter`; [log] has filter, format"
    );
    for name in ["LOADIN_LOG", "LOADIN_LOG_FILTER"] {
        let message = refusal(&[(name, "info")]);
        assert!(message.starts_with(&format!("{name} is not a setting: write LOADIN_SECTION__KEY")), "{message}");
    }
    assert!(read(&[("LOADIN_TOOLCHAIN_DIR", "/t")]).is_ok(), "a variable of `cargo loadin`");
    let (_folder, loaded) = from_file("log = \"info\"\n", &[]);
    assert!(loaded.unwrap_err().to_string().ends_with("log: it is a section: write [log] and its keys below"));
}

#[test]
fn values_that_cannot_be_used_are_refused_with_their_origin() {
    for (name, value, said) in [
        ("LOADIN_LIMITS__JOB_WALL", "soon", "LOADIN_LIMITS__JOB_WALL: limits.job_wall: `soon` is not a time: write"),
        ("LOADIN_LIMITS__JOB_WALL", "0s", "LOADIN_LIMITS__JOB_WALL: limits.job_wall: no time at all"),
        ("LOADIN_LIMITS__JOB_MEMORY", "much", "LOADIN_LIMITS__JOB_MEMORY: limits.job_memory: `much` is not a size"),
        ("LOADIN_SERVER__LISTEN", "8080", "LOADIN_SERVER__LISTEN: server.listen: `8080` cannot be listened on: write"),
        (
            "LOADIN_SERVER__PUBLIC_URL",
            "tour.example.org",
            "LOADIN_SERVER__PUBLIC_URL: server.public_url: `tour.example.org` is not an address to be reached at: write scheme",
        ),
        (
            "LOADIN_SERVER__TRUSTED_PROXIES",
            "::1, proxy",
            "LOADIN_SERVER__TRUSTED_PROXIES: server.trusted_proxies: `proxy` is no proxy's address: write IP",
        ),
        ("LOADIN_SERVER__BODY_LIMIT", "0B", "LOADIN_SERVER__BODY_LIMIT: server.body_limit: a size of nothing"),
        (
            "LOADIN_DATABASE__MAX_SIZE",
            "64KiB",
            "LOADIN_DATABASE__MAX_SIZE: database.max_size: `64KiB` holds no database: write",
        ),
        ("LOADIN_LOG__FORMAT", "xml", "LOADIN_LOG__FORMAT: log.format: unknown variant"),
    ] {
        let message = refusal(&[(name, value)]);
        assert!(message.starts_with(said), "{message}");
    }
    let (folder, loaded) = from_file("[log\n", &[]);
    let message = loaded.unwrap_err().to_string();
    assert!(message.starts_with(&folder.path().join("loadin.toml").display().to_string()), "{message}");
    assert!(message.contains("line 1"), "{message}");
    let (_folder, loaded) = from_file("[log]\nfilter = 3\n", &[]);
    assert!(loaded.unwrap_err().to_string().contains("loadin.toml: log.filter: invalid type"));
}

#[test]
fn a_list_is_written_with_commas_in_a_variable_and_as_a_list_in_a_file() {
    let nets = |loaded: &Loaded| {
        loaded.settings.server.trusted_proxies.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    };
    let loaded = read(&[("LOADIN_SERVER__TRUSTED_PROXIES", "10.0.0.0/8, ::1,")]).unwrap();
    assert_eq!(nets(&loaded), "10.0.0.0/8 ::1/128");
    let (_folder, loaded) = from_file("[server]\ntrusted_proxies = [\"127.0.0.1\"]\n", &[]);
    let loaded = loaded.unwrap();
    assert_eq!(nets(&loaded), "127.0.0.1/32");
    let (_folder, loaded) = from_file("[server]\ntrusted_proxies = \"127.0.0.1\"\n", &[]);
    assert!(loaded.unwrap_err().to_string().contains("loadin.toml: server.trusted_proxies: invalid type"));
}

#[test]
fn where_the_instance_is_reached_is_read_as_browsers_spell_it() {
    assert_eq!(read(&[]).unwrap().settings.server.public_url, None);
    let loaded = read(&[("LOADIN_SERVER__PUBLIC_URL", "https://Tour.Example.org:443/")]).unwrap();
    assert_eq!(loaded.settings.server.public_url.unwrap().as_str(), "https://tour.example.org");
    assert_eq!(read(&[("LOADIN_DATABASE__MAX_SIZE", "2GiB")]).unwrap().settings.database.max_size, Some(2 << 30));
}

#[test]
fn a_value_can_stand_in_a_file_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("filter").display().to_string();
    fs::write(&path, "trace\nrest\n").unwrap();
    let loaded = read(&[("LOADIN_LOG__FILTER_FILE", &path)]).unwrap();
    assert_eq!(loaded.settings.log.filter, "trace");
    assert_eq!(loaded.origin("log.filter"), format!("LOADIN_LOG__FILTER_FILE ({path})"));
    assert_eq!(
        refusal(&[("LOADIN_LOG__FILTER_FILE", &path), ("LOADIN_LOG__FILTER", "info")]),
        "both LOADIN_LOG__FILTER and LOADIN_LOG__FILTER_FILE are set: keep one of them"
    );
    assert!(refusal(&[("LOADIN_LOG__FILTER_FILE", "/no/such")]).contains("(named by LOADIN_LOG__FILTER_FILE)"));
}

#[test]
fn relative_paths_start_at_the_file_that_says_them() {
    let (folder, loaded) = from_file("[plugins]\ndir = \"mine\"\n[data]\ndir = \"/var/x\"\n", &[]);
    let settings = loaded.unwrap().settings;
    assert_eq!((settings.plugins.dir, settings.data.dir), (folder.path().join("mine"), "/var/x".into()));
    let set = read(&[("LOADIN_PLUGINS__DIR", "7"), ("XDG_DATA_HOME", "/data")]).unwrap().settings;
    assert_eq!((set.plugins.dir, set.data.dir), ("7".into(), "/data/loadin".into()));
    let homeless = Loaded::read(&Surroundings::default()).unwrap_err().to_string();
    assert!(homeless.contains("set data.dir (LOADIN_DATA__DIR)"), "{homeless}");
}

#[test]
fn settings_are_shown_with_their_origin_and_without_secrets() {
    let text = "[plugins.settings.\"org.example.echo\"]\nunit = \"km\"\nkey = \"s3cret\"\ntable = { a = [1, 2] }\n";
    let (folder, loaded) = from_file(text, &[("LOADIN_LOG__FILTER", "info")]);
    let mut out = Vec::new();
    loaded.unwrap().show(&mut out, &|_, key| key != "key").unwrap();
    let shown = String::from_utf8(out).unwrap();
    let row = |start: &str| {
        shown.lines().find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("{start} in {shown}"))
    };
    assert!(row("filter = \"info\"").ends_with("# LOADIN_LOG__FILTER"));
    assert!(row("job_memory = \"512MiB\"").ends_with("# default"));
    assert!(row("trusted_proxies = []").ends_with("# default") && row("max_size = \"\"").ends_with("# default"));
    assert!(row("body_limit = \"10MiB\"").ends_with("# default"));
    assert!(row("unit = \"km\"").ends_with(&format!("# {}", folder.path().join("loadin.toml").display())));
    assert!(row("key = (set, not shown)").contains('#') && !shown.contains("s3cret"));
    assert!(row("table = { a = [1, 2] }").contains("loadin.toml"));
}
