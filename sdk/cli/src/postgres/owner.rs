//! Who a PostgreSQL server runs as: it refuses to be root.
//!
//! Rule: whoever is not root is the owner. Root steps down to the user that the distribution's package has made, or to the
//! one who owns nothing.

use std::{
    fs, io,
    os::unix::fs::{PermissionsExt as _, chown},
    path::Path,
};

use super::PostgresError;
use crate::{console::Console, process::Invocation};

const USERS: [&str; 2] = ["postgres", "nobody"];

/// Who the server runs as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Owner {
    /// Whoever we are.
    Ourselves,
    /// A user of the machine, because we are root.
    User { id: u32, group: u32 },
}

impl Owner {
    pub(super) fn of_process() -> Result<Self, PostgresError> {
        if !rustix::process::geteuid().is_root() {
            return Ok(Self::Ourselves);
        }
        let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
        in_passwd(&users).ok_or(PostgresError::NoOwner)
    }

    /// Makes a folder the owner's, and nobody else's.
    pub(super) fn give(&self, folder: &Path) -> io::Result<()> {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
        match self {
            Self::Ourselves => Ok(()),
            Self::User { id, group } => chown(folder, Some(*id), Some(*group)),
        }
    }

    /// Returns true when the owner can write in the folder: none above it is closed to them.
    pub(super) fn reaches(&self, console: &Console, folder: &Path) -> bool {
        let asked = self.run(Path::new("test")).arg("-w").arg(folder).capture(console);
        asked.is_ok_and(|finished| finished.is_success())
    }

    /// Returns the call of a program as the owner.
    pub(super) fn run(&self, program: &Path) -> Invocation {
        match self {
            Self::Ourselves => Invocation::new(program),
            Self::User { id, group } => Invocation::new("setpriv")
                .args([format!("--reuid={id}"), format!("--regid={group}"), "--clear-groups".to_owned()])
                .arg(program),
        }
    }
}

/// Reads `name:password:id:group:…` lines.
fn in_passwd(users: &str) -> Option<Owner> {
    let find = |name: &&str| {
        let fields = users.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|fields| fields[0] == *name)?;
        Some(Owner::User { id: fields.get(2)?.parse().ok()?, group: fields.get(3)?.parse().ok()? })
    };
    USERS.iter().find_map(find)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Owner, in_passwd};

    #[test]
    fn root_steps_down_to_the_packages_user_or_to_nobody() {
        let nobody = "root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n";
        assert_eq!(in_passwd(nobody), Some(Owner::User { id: 65_534, group: 65_534 }));
        let both = format!("{nobody}postgres:x:101:104:,,,:/var/lib/postgresql:/bin/bash\n");
        assert_eq!(in_passwd(&both), Some(Owner::User { id: 101, group: 104 }));
        assert_eq!(in_passwd("root:x:0:0:root:/root:/bin/bash\n"), None);
    }

    #[test]
    fn a_program_is_called_as_its_owner() {
        let asked = Owner::User { id: 101, group: 104 }.run(Path::new("/bin/initdb"));
        assert_eq!(asked.program, "setpriv");
        assert_eq!(asked.arguments, ["--reuid=101", "--regid=104", "--clear-groups", "/bin/initdb"]);
        assert_eq!(Owner::Ourselves.run(Path::new("/bin/initdb")).program, "/bin/initdb");
    }
}
