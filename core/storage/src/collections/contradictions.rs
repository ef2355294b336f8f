//! Documents that stand against a new declaration.
//!
//! Rule: asked before anything is changed. The database would refuse such a column by itself, but says neither which nor
//! why.

use loadin_wit::manifest::FieldType;

use crate::dialect::Dialect;

/// Returns the condition for documents that hold a field in another type.
pub(super) fn of_type(dialect: Dialect, field: &str, kind: FieldType) -> String {
    match dialect {
        Dialect::Sqlite => {
            let other = format!("json_type(doc, '$.{field}') NOT IN ({})", sqlite_types(kind));
            match glob(kind) {
                // Documents of before hold it as it came, which compares with nothing that is written now.
                Some(shape) => format!("({other} OR json_extract(doc, '$.{field}') NOT GLOB '{shape}')"),
                None => other,
            }
        }
        Dialect::Postgres => {
            let (types, shape) = postgres_type(kind);
            let other = format!("json_typeof(doc::json -> '{field}') NOT IN ({types})");
            match shape {
                Some(shape) => format!("({other} OR doc::json ->> '{field}' !~ '^{shape}$')"),
                None => other,
            }
        }
    }
}

/// Returns the condition for documents that lack a field.
pub(super) fn lacks(dialect: Dialect, field: &str) -> String {
    match dialect {
        Dialect::Sqlite => format!("json_extract(doc, '$.{field}') IS NULL"),
        Dialect::Postgres => format!("doc::json ->> '{field}' IS NULL"),
    }
}

/// Returns a field's value as its column will have it, whether or not there is such a column.
pub(super) fn value(dialect: Dialect, field: &str, kind: FieldType) -> String {
    match dialect {
        Dialect::Sqlite => format!("json_extract(doc, '$.{field}')"),
        Dialect::Postgres => format!("(doc::json ->> '{field}'){}", cast(kind)),
    }
}

/// Returns what turns PostgreSQL's text of a JSON value into the type of its column.
pub(super) const fn cast(kind: FieldType) -> &'static str {
    match kind {
        FieldType::Integer => "::bigint",
        FieldType::Number => "::double precision",
        FieldType::Boolean => "::boolean",
        FieldType::Text | FieldType::Date | FieldType::DateTime | FieldType::Ref | FieldType::TextList => "",
    }
}

/// Returns the JSON types, as SQLite's `json_type` names them, that a stored field of this type may have.
const fn sqlite_types(kind: FieldType) -> &'static str {
    match kind {
        FieldType::Text | FieldType::Date | FieldType::DateTime | FieldType::Ref => "'text', 'null'",
        FieldType::Integer => "'integer', 'null'",
        FieldType::Number => "'integer', 'real', 'null'",
        FieldType::Boolean => "'true', 'false', 'null'",
        FieldType::TextList => "'array', 'null'",
    }
}

/// Returns the shape that stored text of this type has, as a pattern of SQLite's `GLOB`; `None` where any will do.
const fn glob(kind: FieldType) -> Option<&'static str> {
    match kind {
        FieldType::Date => Some("[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"),
        FieldType::DateTime => Some(
            "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z",
        ),
        _ => None,
    }
}

const fn postgres_type(kind: FieldType) -> (&'static str, Option<&'static str>) {
    match kind {
        FieldType::Text | FieldType::Ref => ("'string', 'null'", None),
        FieldType::Date => ("'string', 'null'", Some("[0-9]{4}-[0-9]{2}-[0-9]{2}")),
        FieldType::DateTime => {
            ("'string', 'null'", Some("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}Z"))
        }
        FieldType::Integer => ("'number', 'null'", Some("-{0,1}[0-9]{1,16}")),
        FieldType::Number => ("'number', 'null'", None),
        FieldType::Boolean => ("'boolean', 'null'", None),
        FieldType::TextList => ("'array', 'null'", None),
    }
}
