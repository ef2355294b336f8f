//! Random histories against a model in memory: who sees what, which version, which refusal.

use std::collections::{BTreeMap, BTreeSet};

use loadin_types::{
    DocumentId, PluginError, SpaceId,
    data::{DataContext, Put, Query, Reach, Visibility},
    ports::Collections as _,
};
use proptest::prelude::*;
use serde_json::json;

use super::{Shop, hold, member, stranger, visitor};
use crate::testing::space_id;

const SPACES: u8 = 3;
const DOCUMENTS: u8 = 4;

#[derive(Debug, Clone)]
enum Step {
    Put { who: usize, id: u8, expect: Option<u64>, visibility: Option<Visibility>, party: Option<u8> },
    Delete { who: usize, id: u8, expect: Option<u64> },
}

fn step() -> impl Strategy<Value = Step> {
    let visibility =
        prop::sample::select(vec![Visibility::Space, Visibility::Parties, Visibility::Instance, Visibility::Public]);
    let (who, id) = (0..callers().len(), 0..DOCUMENTS);
    let expect = prop::option::weighted(0.6, 1..4_u64);
    let put = (who.clone(), id.clone(), expect.clone(), prop::option::of(visibility), prop::option::of(1..=SPACES))
        .prop_map(|(who, id, expect, visibility, party)| Step::Put { who, id, expect, visibility, party });
    let delete = (who, id, expect).prop_map(|(who, id, expect)| Step::Delete { who, id, expect });
    prop_oneof![4 => put, 1 => delete]
}

/// Members of each space twice as often as the others.
fn callers() -> Vec<DataContext> {
    let mut all: Vec<DataContext> = (1..=SPACES).chain(1..=SPACES).map(member).collect();
    all.extend([visitor(1), stranger(1), stranger(2)]);
    all
}

#[derive(Debug, Clone)]
struct Kept {
    space: SpaceId,
    parties: BTreeSet<SpaceId>,
    visibility: Visibility,
    version: u64,
    is_deleted: bool,
}

impl Kept {
    fn is_seen_by(&self, who: &DataContext) -> bool {
        let own = who.caller.space;
        let is_insider = is_insider(who);
        !self.is_deleted
            && match self.visibility {
                Visibility::Space => is_insider && self.space == own,
                Visibility::Parties => is_insider && (self.space == own || self.parties.contains(&own)),
                Visibility::Instance => who.caller.kind != loadin_types::PrincipalKind::Anonymous,
                Visibility::Public => true,
            }
    }
}

fn is_insider(who: &DataContext) -> bool {
    !who.caller.roles.is_empty()
}

#[derive(Debug, PartialEq)]
enum Answer {
    Version(u64),
    Done,
    Conflict(u64),
    NotFound,
    Denied,
    Duplicate,
    Invalid,
}

fn answer(error: PluginError) -> Answer {
    match error {
        PluginError::Conflict(version) => Answer::Conflict(version),
        PluginError::NotFound => Answer::NotFound,
        PluginError::Denied(_) => Answer::Denied,
        PluginError::Duplicate(_) => Answer::Duplicate,
        PluginError::Invalid(_) => Answer::Invalid,
        other => panic!("{other:?}"),
    }
}

#[derive(Default)]
struct Model(BTreeMap<u8, Kept>);

impl Model {
    fn own(&self, who: &DataContext, id: u8, expect: Option<u64>) -> Result<Kept, Answer> {
        let kept = self.0.get(&id).filter(|kept| !kept.is_deleted).ok_or(Answer::NotFound)?;
        if kept.space != who.caller.space || !is_insider(who) {
            return Err(if kept.is_seen_by(who) { Answer::Denied } else { Answer::NotFound });
        }
        match expect {
            Some(expected) if expected != kept.version => Err(Answer::Conflict(kept.version)),
            _ => Ok(kept.clone()),
        }
    }

    fn step(&mut self, who: &DataContext, step: &Step) -> Answer {
        self.judge(who, step).unwrap_or_else(|refusal| refusal)
    }

    fn judge(&mut self, who: &DataContext, step: &Step) -> Result<Answer, Answer> {
        match *step {
            Step::Put { id, expect, visibility, party, .. } => {
                let own = who.caller.space;
                let parties: BTreeSet<SpaceId> =
                    party.map(space_id).filter(|party| *party != own).into_iter().collect();
                let (visibility, version) = match expect {
                    None => {
                        let visibility = visibility.unwrap_or(Visibility::Space);
                        if visibility == Visibility::Space && !parties.is_empty() {
                            return Err(Answer::Invalid);
                        }
                        if let Some(kept) = self.0.get(&id) {
                            let is_own = kept.space == own && is_insider(who);
                            return Err(if is_own { Answer::Conflict(kept.version) } else { Answer::Duplicate });
                        }
                        (visibility, 1)
                    }
                    Some(_) => {
                        let kept = self.own(who, id, expect)?;
                        (visibility.unwrap_or(kept.visibility), kept.version + 1)
                    }
                };
                if visibility == Visibility::Space && !parties.is_empty() {
                    return Err(Answer::Invalid);
                }
                self.0.insert(id, Kept { space: own, parties, visibility, version, is_deleted: false });
                Ok(Answer::Version(version))
            }
            Step::Delete { id, expect, .. } => {
                let kept = self.own(who, id, expect)?;
                self.0.insert(id, Kept { is_deleted: true, version: kept.version + 1, ..kept });
                Ok(Answer::Done)
            }
        }
    }
}

fn document_id(number: u8) -> DocumentId {
    DocumentId::from_parts(1_000 + u64::from(number), &[number; 10])
}

async fn run(shop: &Shop, who: &DataContext, step: &Step) -> Answer {
    match *step {
        Step::Put { id, expect, visibility, party, .. } => {
            let put = Put {
                id: Some(document_id(id)),
                expect_version: expect,
                visibility,
                parties: party.map(space_id).into_iter().collect(),
                ..hold(&json!({"city": "Hull", "rank": id}))
            };
            shop.put(who, put).await.map_or_else(answer, |document| Answer::Version(document.version))
        }
        Step::Delete { id, expect, .. } => {
            shop.delete(who, document_id(id), expect).await.map_or_else(answer, |()| Answer::Done)
        }
    }
}

async fn compare_what_is_seen(shop: &Shop, model: &Model) {
    let all = |reach| Query { reach, filter: None, order_by: Vec::new(), limit: 200, cursor: None };
    for who in callers() {
        let seen = |is_wanted: &dyn Fn(&Kept) -> bool| -> Vec<(DocumentId, u64)> {
            let wanted = model.0.iter().filter(|(_, kept)| is_wanted(kept));
            wanted.map(|(id, kept)| (document_id(*id), kept.version)).collect()
        };
        let own = who.caller.space;
        for (reach, expected) in [
            (Reach::Visible, seen(&|kept| kept.is_seen_by(&who))),
            (Reach::Mine, seen(&|kept| kept.is_seen_by(&who) && kept.space == own)),
            (Reach::Deleted, seen(&|kept| kept.is_deleted && kept.space == own && is_insider(&who))),
        ] {
            let found = shop.collections.find(&who, "holds", &all(reach)).await.unwrap();
            let found: Vec<_> = found.documents.iter().map(|document| (document.id, document.version)).collect();
            assert_eq!(found, expected, "{reach:?} of {:?}", who.caller);
        }
        for id in 0..DOCUMENTS {
            let expected = model.0.get(&id).filter(|kept| kept.is_seen_by(&who)).map(|kept| kept.version);
            assert_eq!(shop.get(&who, document_id(id)).await.map(|document| document.version), expected);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_history_ends_as_the_model_says(steps in prop::collection::vec(step(), 1..40)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (shop, mut model, callers) = (Shop::new().await, Model::default(), callers());
            for step in &steps {
                let (Step::Put { who, .. } | Step::Delete { who, .. }) = step;
                let who = &callers[*who];
                assert_eq!(run(&shop, who, step).await, model.step(who, step), "{step:?} by {:?}", who.caller);
            }
            compare_what_is_seen(&shop, &model).await;
        });
    }
}
