//! The rows of the core's tables, as SeaORM sees them, and how they become the types of `core/types`.
//!
//! Rule: private to this crate. A value that cannot be read back is an error that names it, never a default: it means
//! that somebody wrote to the database by hand.

use loadin_types::{
    JobId, PersonId, SessionId, SpaceId, Timestamp, TokenId,
    people::{ApiToken, Membership, Person, Session, Space},
};
use uuid::Uuid;

use crate::StoreError;

/// A row of one table: the entity, its columns, its model.
macro_rules! table {
    ($(#[$doc:meta])* $module:ident, $table:literal, { $($(#[$attribute:meta])* $field:ident: $type:ty,)+ }) => {
        $(#[$doc])*
        #[expect(unreachable_pub, reason = "the derive writes `pub` for all that it makes")]
        pub(crate) mod $module {
            use sea_orm::entity::prelude::*;

            #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub struct Model {
                $($(#[$attribute])* pub $field: $type,)+
            }

            #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}

table!(person, "people", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    login: String,
    login_folded: String,
    display_name: String,
    password_phc: Option<String>,
    pepper_id: Option<String>,
    created_at: i64,
    disabled_at: Option<i64>,
});

table!(preferences, "preferences", {
    #[sea_orm(primary_key, auto_increment = false)]
    person: Uuid,
    language: Option<String>,
    distances: Option<String>,
    zone: Option<String>,
});

table!(space, "spaces", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    slug: String,
    name: String,
    kind: String,
    created_at: i64,
});

table!(membership, "memberships", {
    #[sea_orm(primary_key, auto_increment = false)]
    space: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    person: Uuid,
    role: String,
    version: i64,
    created_at: i64,
});

table!(instance_role, "instance_roles", {
    #[sea_orm(primary_key, auto_increment = false)]
    person: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    role: String,
    created_at: i64,
});

table!(session, "sessions", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    token_hash: Vec<u8>,
    person: Option<Uuid>,
    csrf_id: Vec<u8>,
    created_at: i64,
    proved_at: i64,
    last_seen_at: i64,
    idle_until: i64,
    ends_at: i64,
    user_agent: String,
});

table!(api_token, "api_tokens", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    token_hash: Vec<u8>,
    owner: Uuid,
    name: String,
    scopes: String,
    created_at: i64,
    expires_at: i64,
    revoked_at: Option<i64>,
    last_used_at: Option<i64>,
});

table!(api_token_space, "api_token_spaces", {
    #[sea_orm(primary_key, auto_increment = false)]
    token: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    space: Uuid,
});

table!(space_setting, "space_settings", {
    #[sea_orm(primary_key, auto_increment = false)]
    space: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    key: String,
    value: String,
    version: i64,
    updated_at: i64,
});

/// Returns the id as it is bound to a column of 16 bytes.
macro_rules! column_ids {
    ($($id:ident),+) => {
        $(impl ColumnId for $id {
            fn column(self) -> Uuid {
                Uuid::from_bytes(self.bytes())
            }

            fn of_column(column: Uuid) -> Self {
                Self::from_bytes(column.into_bytes())
            }
        })+
    };
}

/// An id that is stored as 16 bytes.
pub(crate) trait ColumnId: Copy {
    fn column(self) -> Uuid;
    fn of_column(column: Uuid) -> Self;
}

column_ids!(JobId, PersonId, SessionId, SpaceId, TokenId);

pub(crate) fn version(stored: i64) -> Result<u64, StoreError> {
    u64::try_from(stored).map_err(|_| StoreError::Unreadable { what: "version" })
}

/// Returns the version as its column holds it. One that does not fit was never given out, and equals none that is.
pub(crate) fn version_column(version: u64) -> i64 {
    i64::try_from(version).unwrap_or(-1)
}

impl person::Model {
    pub(crate) fn read(self) -> Person {
        let row = self;
        Person {
            id: PersonId::of_column(row.id),
            login: row.login,
            display_name: row.display_name,
            created: Timestamp::from_micros(row.created_at),
            disabled: row.disabled_at.map(Timestamp::from_micros),
        }
    }
}

impl space::Model {
    pub(crate) fn read(self) -> Result<Space, StoreError> {
        let row = self;
        Ok(Space {
            id: SpaceId::of_column(row.id),
            slug: row.slug.parse().map_err(|_| StoreError::Unreadable { what: "slug of a space" })?,
            name: row.name,
            kind: row.kind.parse().map_err(|_| StoreError::Unreadable { what: "kind of a space" })?,
            created: Timestamp::from_micros(row.created_at),
        })
    }
}

impl membership::Model {
    pub(crate) fn read(self) -> Result<Membership, StoreError> {
        let row = self;
        Ok(Membership {
            space: SpaceId::of_column(row.space),
            person: PersonId::of_column(row.person),
            role: row.role.parse().map_err(|_| StoreError::Unreadable { what: "role" })?,
            version: version(row.version)?,
            created: Timestamp::from_micros(row.created_at),
        })
    }
}

impl session::Model {
    pub(crate) fn read(self) -> Result<Session, StoreError> {
        let row = self;
        Ok(Session {
            id: SessionId::of_column(row.id),
            person: row.person.map(PersonId::of_column),
            csrf_id: row.csrf_id.try_into().map_err(|_| StoreError::Unreadable { what: "form key of a session" })?,
            created: Timestamp::from_micros(row.created_at),
            proved: Timestamp::from_micros(row.proved_at),
            last_seen: Timestamp::from_micros(row.last_seen_at),
            idle_until: Timestamp::from_micros(row.idle_until),
            ends: Timestamp::from_micros(row.ends_at),
            user_agent: row.user_agent,
        })
    }
}

impl api_token::Model {
    /// Returns the token together with the spaces it works in.
    pub(crate) fn with_spaces(self, spaces: Vec<api_token_space::Model>) -> Result<ApiToken, StoreError> {
        let scopes = serde_json::from_str(&self.scopes)
            .map_err(|_| StoreError::Unreadable { what: "list of a token's permissions" })?;
        Ok(ApiToken {
            id: TokenId::of_column(self.id),
            owner: PersonId::of_column(self.owner),
            name: self.name,
            spaces: spaces.into_iter().map(|row| SpaceId::of_column(row.space)).collect(),
            scopes,
            created: Timestamp::from_micros(self.created_at),
            expires: Timestamp::from_micros(self.expires_at),
            revoked: self.revoked_at.map(Timestamp::from_micros),
            last_used: self.last_used_at.map(Timestamp::from_micros),
        })
    }
}
