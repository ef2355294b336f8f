//! A server that shows a certificate, and what a node makes of it.
//!
//! Rule: needs the server that `trial::VARIABLE` names, whose programs start another one, and the program `openssl`; without
//! one of them it has nothing to say.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::Command,
};

use sqlx::Row as _;
use tempfile::TempDir;

use super::tests::Ground;
use crate::{OpenError, ServerAddress, Storage, testing::NOW};

/// Who may run the programs of a PostgreSQL server: nobody who is root.
const USER: &str = "postgres";

/// A server of its own, stopped when dropped.
struct Guarded {
    folder: TempDir,
    programs: PathBuf,
    port: u16,
}

impl Drop for Guarded {
    fn drop(&mut self) {
        let data = self.folder.path().join("data");
        let _ = program(&self.programs, "pg_ctl").args(["-m", "immediate", "-w", "stop", "-D"]).arg(data).output();
    }
}

/// Returns a program of the server, run by somebody who may.
fn program(programs: &Path, name: &str) -> Command {
    let path = programs.join(name);
    if !rustix::process::geteuid().is_root() {
        return Command::new(path);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", USER, "--"]).arg(path);
    command
}

fn run(command: &mut Command) {
    let done = command.output().unwrap();
    assert!(done.status.success(), "{command:?}: {}", String::from_utf8_lossy(&done.stderr));
}

fn openssl(folder: &Path, arguments: &str) {
    run(Command::new("openssl").current_dir(folder).args(arguments.split_whitespace()));
}

/// Makes an authority, one that nobody asked, and a certificate for the name `localhost`.
fn certify(folder: &Path) {
    for name in ["authority", "stranger"] {
        openssl(
            folder,
            &format!("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={name} -keyout {name}.key -out {name}.crt"),
        );
    }
    openssl(folder, "req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout server.key -out server.csr");
    std::fs::write(folder.join("names"), "subjectAltName=DNS:localhost\n").unwrap();
    openssl(
        folder,
        "x509 -req -in server.csr -CA authority.crt -CAkey authority.key -CAcreateserial -days 2 -extfile names -out server.crt",
    );
}

impl Guarded {
    async fn start(with_tls: bool) -> Option<Self> {
        let mut ground = Ground::new().await?;
        Command::new("openssl").arg("version").output().ok()?;
        let asked = sqlx::query("SELECT setting FROM pg_config WHERE name = 'BINDIR'").fetch_one(&mut ground.admin);
        let programs = PathBuf::from(asked.await.ok()?.get::<String, _>(0));
        let folder = tempfile::tempdir().unwrap();
        certify(folder.path());
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        if rustix::process::geteuid().is_root() {
            run(Command::new("chown").args(["-R", USER]).arg(folder.path()));
        }
        let data = folder.path().join("data");
        run(program(&programs, "initdb")
            .args(["-U", "loadin", "-A", "trust", "--no-locale", "-E", "UTF8", "--no-sync", "-D"])
            .arg(&data));
        let at = folder.path().display();
        let tls = format!("ssl=on\nssl_cert_file='{at}/server.crt'\nssl_key_file='{at}/server.key'\n");
        let settings = format!(
            "listen_addresses='127.0.0.1'\nport={port}\nunix_socket_directories='{at}'\nfsync=off\n{}",
            if with_tls { tls } else { String::new() }
        );
        let file = data.join("postgresql.conf");
        let before = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, before + &settings).unwrap();
        let log = folder.path().join("log");
        run(program(&programs, "pg_ctl").args(["-w", "start", "-D"]).arg(&data).arg("-l").arg(log));
        Some(Self { folder, programs, port })
    }

    fn at(&self, host: &str, mode: &str, authority: &str) -> ServerAddress {
        let url = format!("postgres://loadin@{host}:{}/postgres?sslmode={mode}", self.port);
        ServerAddress::parse(&url).unwrap().with_authorities(&self.folder.path().join(authority))
    }
}

async fn refusal(server: &ServerAddress) -> String {
    let error: OpenError = Storage::connect(server, NOW).await.unwrap_err();
    let said = error.to_string();
    assert_eq!(said.lines().count(), 1, "{said}");
    said
}

#[tokio::test]
async fn a_server_is_held_to_its_authority_and_its_name() {
    let Some(guarded) = Guarded::start(true).await else { return };
    let storage = Storage::connect(&guarded.at("localhost", "verify-full", "authority.crt"), NOW).await.unwrap();
    storage.close().await;
    let stranger = refusal(&guarded.at("localhost", "verify-full", "stranger.crt")).await;
    assert!(stranger.contains("certificate"), "{stranger}");
    let other_name = refusal(&guarded.at("127.0.0.1", "verify-full", "authority.crt")).await;
    assert!(other_name.contains("certificate"), "{other_name}");
    // Who holds it to the authority alone takes it under any name.
    let storage = Storage::connect(&guarded.at("127.0.0.1", "verify-ca", "authority.crt"), NOW).await.unwrap();
    storage.close().await;
}

#[tokio::test]
async fn a_server_without_tls_is_not_talked_to_in_the_clear() {
    let Some(guarded) = Guarded::start(false).await else { return };
    let said = refusal(&guarded.at("localhost", "verify-full", "authority.crt")).await;
    assert!(said.to_lowercase().contains("tls"), "{said}");
}
