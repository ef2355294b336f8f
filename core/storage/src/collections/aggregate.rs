//! Groups, added up in the database where it can, and in `sdk/query` where it cannot.
//!
//! Rule: SQL groups by columns and by the first letters of dates and instants; buckets of a zone, weeks, quarters and
//! percentiles are folded from the values. Whole numbers are summed in two halves, so that no sum is too large.

use loadin_query::{
    Condition, Scalar,
    aggregate::{Accumulated, Answer, Fold, Grouping, MOST_GROUPS, Measure, Question, Row, What},
};
use loadin_wit::manifest::FieldType;
use sea_orm::{ConnectionTrait as _, DbErr, QueryResult};

use super::{
    query::Asker,
    read::{self, FindError, scalar},
    sql::Sql,
};
use crate::Db;

/// How many documents may be folded one by one.
const MOST_FOLDED: usize = 200_000;

pub(super) async fn aggregate(
    db: &Db,
    asker: Asker<'_>,
    question: &Question,
    condition: Option<&Condition>,
) -> Result<Answer, FindError> {
    let is_cut_by_letters = question.by.iter().all(|by| by.bucket.as_ref().is_none_or(|it| it.letters().is_some()));
    let is_a_percentile = |measure: &Measure| matches!(measure, Measure::Of { what: What::Percentile(_), .. });
    if is_cut_by_letters && !question.measures.iter().any(is_a_percentile) {
        grouped(db, asker, question, condition).await
    } else {
        folded(db, asker, question, condition).await
    }
}

/// Compiles what a question looks at, before it is grouped.
pub(super) fn looked_for(asker: Asker<'_>, question: &Question, condition: Option<&Condition>) -> Sql {
    asker.all(&looked_at(question), condition)
}

/// Returns the columns that a question looks at, each once.
fn looked_at(question: &Question) -> String {
    let measured = question.measures.iter().filter_map(|measure| match measure {
        Measure::Count => None,
        Measure::Of { field, .. } => Some(field),
    });
    let mut fields: Vec<String> = question
        .by
        .iter()
        .map(|by| &by.field)
        .chain(measured)
        .map(|field| format!("d.f_{field} AS f_{field}"))
        .collect();
    fields.sort_unstable();
    fields.dedup();
    if fields.is_empty() { "1 AS one".to_owned() } else { fields.join(", ") }
}

async fn grouped(
    db: &Db,
    asker: Asker<'_>,
    question: &Question,
    condition: Option<&Condition>,
) -> Result<Answer, FindError> {
    let keys: Vec<String> = question.by.iter().map(key).collect();
    let measures = question.measures.iter().map(measured);
    let selected: Vec<String> = keys.iter().cloned().chain(measures).collect();
    let mut sql = Sql::new(format!("SELECT {} FROM (", selected.join(", ")), []);
    sql.append(&looked_for(asker, question, condition)).push(") g", []);
    if !keys.is_empty() {
        sql.push(&format!(" GROUP BY {}", keys.join(", ")), []);
    }
    let most = i64::try_from(MOST_GROUPS + 1).unwrap_or(i64::MAX);
    sql.push(" LIMIT ?", [most.into()]);
    let mut answer = Answer::default();
    for row in db.rows().query_all_raw(sql.statement(asker.dialect)).await? {
        let (keys, measures) = group(&row, question)?;
        answer.add(keys, measures).map_err(FindError::TooMuch)?;
    }
    Ok(answer)
}

fn key(by: &Grouping) -> String {
    match by.bucket.as_ref().and_then(|bucket| bucket.letters()) {
        Some(letters) => format!("substr(g.f_{}, 1, {letters})", by.field),
        None => format!("g.f_{}", by.field),
    }
}

/// Writes what is selected for a measure: [`group`] reads the same columns.
fn measured(measure: &Measure) -> String {
    let Measure::Of { what, field, kind } = measure else { return "count(*)".to_owned() };
    let field = format!("g.f_{field}");
    let halves = format!("CAST(sum({field} >> 26) AS bigint), CAST(sum({field} & 67108863) AS bigint), count({field})");
    match (what, kind) {
        (What::Count, _) => format!("count({field})"),
        (What::Sum | What::Avg, FieldType::Integer) => halves,
        (What::Sum | What::Avg, _) => format!("sum({field}), count({field})"),
        (What::Min, _) => format!("min({field})"),
        (What::Max, _) => format!("max({field})"),
        (What::Percentile(_), _) => "NULL".to_owned(),
    }
}

fn group(row: &QueryResult, question: &Question) -> Result<(Vec<Option<Scalar>>, Vec<Accumulated>), DbErr> {
    let mut next = 0;
    let mut column = || {
        next += 1;
        next - 1
    };
    let keys = question.by.iter().map(|by| {
        let kind = if by.bucket.is_some() { FieldType::Text } else { by.kind };
        scalar(row, column(), kind)
    });
    let keys = keys.collect::<Result<_, _>>()?;
    let mut measures = Vec::with_capacity(question.measures.len());
    for measure in &question.measures {
        measures.push(match measure {
            Measure::Count | Measure::Of { what: What::Count, .. } => {
                Accumulated::Whole(row.try_get_by_index::<i64>(column())?.into())
            }
            Measure::Of { what: What::Min | What::Max, kind, .. } => {
                scalar(row, column(), *kind)?.map_or(Accumulated::Nothing, Accumulated::Value)
            }
            Measure::Of { what, kind: FieldType::Integer, .. } => {
                let (high, low): (Option<i64>, Option<i64>) =
                    (row.try_get_by_index(column())?, row.try_get_by_index(column())?);
                let count: i64 = row.try_get_by_index(column())?;
                let sum = high.zip(low).map(|(high, low)| (i128::from(high) << 26) + i128::from(low));
                sum.map_or(Accumulated::Nothing, |sum| match what {
                    What::Avg => Accumulated::Real(real(sum) / real(count.into())),
                    _ => Accumulated::Whole(sum),
                })
            }
            Measure::Of { what, .. } => {
                let sum = read::real(row, column())?;
                let count: i64 = row.try_get_by_index(column())?;
                sum.map_or(Accumulated::Nothing, |sum| match what {
                    What::Avg => Accumulated::Real(sum / real(count.into())),
                    _ => Accumulated::Real(sum),
                })
            }
        });
    }
    Ok((keys, measures))
}

#[expect(clippy::cast_precision_loss, reason = "a double is what is asked for")]
fn real(whole: i128) -> f64 {
    whole as f64
}

async fn folded(
    db: &Db,
    asker: Asker<'_>,
    question: &Question,
    condition: Option<&Condition>,
) -> Result<Answer, FindError> {
    let keys = question.by.iter().map(|by| format!("g.f_{}", by.field));
    let measures = question.measures.iter().map(|measure| match measure {
        Measure::Count => "1".to_owned(),
        Measure::Of { field, .. } => format!("g.f_{field}"),
    });
    let selected: Vec<String> = keys.chain(measures).collect();
    let mut sql = Sql::new(format!("SELECT {} FROM (", selected.join(", ")), []);
    let most = i64::try_from(MOST_FOLDED + 1).unwrap_or(i64::MAX);
    sql.append(&looked_for(asker, question, condition)).push(") g LIMIT ?", [most.into()]);
    let rows = db.rows().query_all_raw(sql.statement(asker.dialect)).await?;
    if rows.len() > MOST_FOLDED {
        return Err(FindError::TooMuch(format!(
            "more than {MOST_FOLDED} documents for buckets of a zone, weeks, quarters or percentiles: filter them first"
        )));
    }
    let mut fold = Fold::new(question);
    for row in rows {
        let keys = question.by.iter().enumerate().map(|(at, by)| scalar(&row, at, by.kind));
        let keys = keys.collect::<Result<Vec<_>, _>>()?;
        let values = question.measures.iter().enumerate().map(|(at, measure)| match measure {
            Measure::Count => Ok(None),
            Measure::Of { kind, .. } => scalar(&row, question.by.len() + at, *kind),
        });
        let values = values.collect::<Result<Vec<_>, _>>()?;
        fold.add(&Row { keys, values });
    }
    fold.finish().map_err(FindError::TooMuch)
}
