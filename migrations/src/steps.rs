//! The list of steps.
//!
//! Rule: append only. The digest makes an edit of an old step fail the tests before it can fail somebody's start.

/// One step of the schema.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// 1, 2, 3 …, without gaps.
    pub number: u32,
    /// What it brings.
    pub name: &'static str,
    /// Its statements for SQLite.
    pub sqlite: &'static str,
    /// The same for PostgreSQL.
    pub postgres: &'static str,
    /// SHA-256 of `sqlite`, in hexadecimal.
    pub sqlite_sha256: &'static str,
    /// SHA-256 of `postgres`.
    pub postgres_sha256: &'static str,
}

macro_rules! step {
    ($number:literal, $name:literal, $file:literal, $sqlite:literal, $postgres:literal) => {
        Step {
            number: $number,
            name: $name,
            sqlite: include_str!(concat!("../sqlite/", $file, ".sql")),
            postgres: include_str!(concat!("../postgres/", $file, ".sql")),
            sqlite_sha256: $sqlite,
            postgres_sha256: $postgres,
        }
    };
}

/// Every step, oldest first.
pub const STEPS: &[Step] = &[
    step!(
        1,
        "people and spaces",
        "0001_people_and_spaces",
        "7bc4549e9383f85d7b74a2df7df8e4e950826b533c44b420a058e39f858fade4",
        "69885e60b33f86d8d7b2a898f9f12a58c6ed05a8fe56153f88dda90fa1894375"
    ),
    step!(
        2,
        "sessions and tokens",
        "0002_sessions_and_tokens",
        "4008326928ba3dfb6004de07e866e6e67122e2f004c70531394a2b6b7cad4aa1",
        "5dc3ae6aadc44b9366099f4758e3521a34f8a3b684d655c620f5d532837ebaef"
    ),
    step!(
        3,
        "settings and epochs",
        "0003_settings_and_epochs",
        "bfc97590549f0b50f65c20d87dad35597eff0aa85d13c35b0d9824c53996b44c",
        "ccc29d68cc0fc3abb990791cbd2ff4d4ce5cdffc1fd6cdbf1a70c7a41481ee7f"
    ),
    step!(
        4,
        "collections",
        "0004_collections",
        "d9edb5990f96504e785c3c55e7ed3d12c562b236ffbeab8af1fe9b5123a18240",
        "2899eec5b721c6e31aad9579c05aa27a956fe777ec39c0bd433b9e43451dcc31"
    ),
    step!(
        5,
        "preferences",
        "0005_preferences",
        "a03c6c5d92251b4163e99cd206d28d4879ac62024afd93e1d3bdd24f5efaf9c3",
        "a4a589294abb61be37d1f04499404e8eddb124bba933c459daf8210dce24fb52"
    ),
    step!(
        6,
        "collection parts",
        "0006_collection_parts",
        "743dc29bb6b55e518a568df64306d87ade24c53b5014ae06213ffde57327e96b",
        "a9153024702f897e8d77814b96df38ee0310fe1eab60342707ec61e1b9a76528"
    ),
    step!(
        7,
        "jobs",
        "0007_jobs",
        "b22aae60bbcc5c0c4ca8e66900fd4555dd8562c906782f39c778b5070c449bf7",
        "60411e3858da42287605df0c2bbf96cf4a118632a3ce3dc9a62d89268f718d1b"
    ),
    step!(
        8,
        "document versions",
        "0008_document_versions",
        "dc2f043b6a9473c63fef72b579d12387332a8dae868d964c0f9d061b2ec2ddf9",
        "482ec427e72673607ecb0c1c4b253e0319115e531e6af174dcc16073b45e122d"
    ),
];

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use sha2::{Digest as _, Sha256};

    use super::STEPS;

    #[test]
    fn no_step_was_edited_after_it_was_written_down() {
        for step in STEPS {
            for (text, written_down) in [(step.sqlite, step.sqlite_sha256), (step.postgres, step.postgres_sha256)] {
                let mut digest = String::new();
                for byte in Sha256::digest(text) {
                    write!(digest, "{byte:02x}").unwrap();
                }
                assert_eq!(written_down, digest, "step {} was edited: write a new step instead", step.number);
            }
        }
    }

    #[test]
    fn both_databases_get_the_same_tables() {
        for step in STEPS {
            let names = |text: &str| {
                let tables = text.split("CREATE TABLE ").skip(1);
                tables.map(|rest| rest.split_whitespace().next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
            };
            assert_eq!(names(step.sqlite), names(step.postgres), "step {}", step.number);
        }
    }

    #[test]
    fn steps_are_numbered_without_gaps() {
        let numbers: Vec<u32> = STEPS.iter().map(|step| step.number).collect();
        assert_eq!(numbers, (1..=u32::try_from(STEPS.len()).unwrap()).collect::<Vec<_>>());
    }

    #[test]
    fn every_table_is_strict() {
        for step in STEPS {
            let (tables, strict) =
                (step.sqlite.matches("CREATE TABLE").count(), step.sqlite.matches(") STRICT").count());
            assert_eq!(tables, strict, "step {}", step.number);
        }
    }
}
