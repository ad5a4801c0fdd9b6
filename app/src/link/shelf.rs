//! What the tablet keeps between visits: the outbox, keys and last places, in IndexedDB.
//!
//! A tablet that cannot keep anything (private browsing) goes on without; the person is told by whoever asked.

use std::rc::Rc;

use idb::{Database, DatabaseEvent, Factory, KeyPath, ObjectStoreParams, Query, TransactionMode};
use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::outbox::Waiting;
use super::staying::ask_to_stay;

const NAME: &str = "nghisu";
const VERSION: u32 = 1;
/// Where things that wait are kept: JSON text by a key that sorts by time.
const OUTBOX: &str = "outbox";
/// Where keys are kept: `CryptoKey` objects, whose raw bytes no script can read.
const KEYS: &str = "keys";
/// Where small facts are kept: JSON text.
const FACTS: &str = "facts";

/// See the module.
#[derive(Clone)]
pub struct Shelf(Rc<Opened>);

/// A database that is open as long as somebody holds it: nothing keeps one from being taken down that nobody reads.
struct Opened(Database);

impl Drop for Opened {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl Opened {
    fn transaction(
        &self,
        stores: &[&str],
        mode: TransactionMode,
    ) -> Result<idb::Transaction, idb::Error> {
        self.0.transaction(stores, mode)
    }
}

/// The tablet could not keep or find something.
#[derive(Debug, thiserror::Error)]
pub enum ShelfError {
    /// The browser's database failed.
    #[error("the tablet's storage failed: {0}")]
    Storage(#[from] idb::Error),
    /// What was kept does not read.
    #[error("what the tablet kept does not read: {0}")]
    Unreadable(#[from] serde_json::Error),
}

impl Shelf {
    /// Opens the shelf of one person, so that people who share a tablet share nothing else. It closes by itself when it
    /// is taken down, on whatever page that happens.
    pub async fn open(person: &str) -> Result<Self, ShelfError> {
        let factory = Factory::new()?;
        let mut request = factory.open(&name_of(person), Some(VERSION))?;
        request.on_upgrade_needed(|event| {
            let Ok(database) = event.database() else {
                return;
            };
            for (store, path) in [(OUTBOX, Some("key")), (KEYS, None), (FACTS, None)] {
                let mut params = ObjectStoreParams::new();
                params.key_path(path.map(KeyPath::new_single));
                let _ = database.create_object_store(store, params);
            }
        });
        let mut database = request.await?;
        database.on_version_change(|event| {
            let database: JsValue = event.target().into();
            let close = Reflect::get(&database, &"close".into()).ok();
            if let Some(close) = close.and_then(|close| close.dyn_into::<Function>().ok()) {
                let _ = close.call0(&database);
            }
        });
        Ok(Self(Rc::new(Opened(database))))
    }

    /// Takes a person's shelf down with everything on it.
    pub async fn take_down(person: &str) -> Result<(), ShelfError> {
        Factory::new()?.delete(&name_of(person))?.await?;
        Ok(())
    }

    /// Keeps one thing that waits; the same key replaces it.
    pub async fn keep_waiting(&self, order: f64, one: &Waiting) -> Result<(), ShelfError> {
        ask_to_stay();
        let row = js_sys::Object::new();
        set(&row, "key", &one.key().into());
        set(&row, "order", &order.into());
        set(&row, "json", &serde_json::to_string(one)?.into());
        let transaction = self.0.transaction(&[OUTBOX], TransactionMode::ReadWrite)?;
        transaction.object_store(OUTBOX)?.put(&row, None)?.await?;
        transaction.commit()?.await?;
        Ok(())
    }

    /// Forgets one thing that was acknowledged.
    pub async fn forget_waiting(&self, one: &Waiting) -> Result<(), ShelfError> {
        let transaction = self.0.transaction(&[OUTBOX], TransactionMode::ReadWrite)?;
        let key = Query::Key(one.key().into());
        transaction.object_store(OUTBOX)?.delete(key)?.await?;
        transaction.commit()?.await?;
        Ok(())
    }

    /// Everything that waits, in the order in which it was made. A row that does not read stays where it is, for a client
    /// that knows it, and hides none of the others.
    pub async fn waiting(&self) -> Result<Vec<Waiting>, ShelfError> {
        let transaction = self.0.transaction(&[OUTBOX], TransactionMode::ReadOnly)?;
        let rows = transaction
            .object_store(OUTBOX)?
            .get_all(None, None)?
            .await?;
        let rows = rows.into_iter().map(|row| {
            let order = get(&row, "order").as_f64().unwrap_or(0.0);
            (order, get(&row, "json").as_string().unwrap_or_default())
        });
        let (found, unread) = read(rows);
        for error in unread {
            web_sys::console::warn_1(&ShelfError::from(error).to_string().into());
        }
        Ok(found)
    }

    /// A key by its name.
    pub async fn key(&self, name: &str) -> Result<Option<JsValue>, ShelfError> {
        self.read(KEYS, name).await
    }

    /// Keeps a key.
    pub async fn keep_key(&self, name: &str, key: &JsValue) -> Result<(), ShelfError> {
        ask_to_stay();
        self.write(KEYS, name, key).await
    }

    /// A small fact by its name.
    pub async fn fact(&self, name: &str) -> Result<Option<String>, ShelfError> {
        Ok(self
            .read(FACTS, name)
            .await?
            .and_then(|value| value.as_string()))
    }

    /// Keeps a small fact.
    pub async fn keep_fact(&self, name: &str, value: &str) -> Result<(), ShelfError> {
        self.write(FACTS, name, &value.into()).await
    }

    /// Forgets a small fact.
    pub async fn forget_fact(&self, name: &str) -> Result<(), ShelfError> {
        let transaction = self.0.transaction(&[FACTS], TransactionMode::ReadWrite)?;
        let store = transaction.object_store(FACTS)?;
        store.delete(Query::Key(name.into()))?.await?;
        transaction.commit()?.await?;
        Ok(())
    }

    async fn read(&self, store: &str, name: &str) -> Result<Option<JsValue>, ShelfError> {
        let transaction = self.0.transaction(&[store], TransactionMode::ReadOnly)?;
        let found = transaction
            .object_store(store)?
            .get(Query::Key(name.into()))?
            .await?;
        Ok(found.filter(|value| !value.is_undefined() && !value.is_null()))
    }

    async fn write(&self, store: &str, name: &str, value: &JsValue) -> Result<(), ShelfError> {
        let transaction = self.0.transaction(&[store], TransactionMode::ReadWrite)?;
        transaction
            .object_store(store)?
            .put(value, Some(&name.into()))?
            .await?;
        transaction.commit()?.await?;
        Ok(())
    }
}

fn name_of(person: &str) -> String {
    format!("{NAME}/{person}")
}

/// What rows hold that were kept at these times, in their order, and what is wrong with those that hold nothing.
fn read(rows: impl Iterator<Item = (f64, String)>) -> (Vec<Waiting>, Vec<serde_json::Error>) {
    let (mut found, mut unread) = (Vec::new(), Vec::new());
    for (order, json) in rows {
        match serde_json::from_str::<Waiting>(&json) {
            Ok(one) => found.push((order, one)),
            Err(error) => unread.push(error),
        }
    }
    found.sort_by(|one, other| one.0.total_cmp(&other.0));
    (found.into_iter().map(|(_, one)| one).collect(), unread)
}

fn set(object: &js_sys::Object, name: &str, value: &JsValue) {
    let _ = js_sys::Reflect::set(object, &name.into(), value);
}

fn get(object: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use nghisu_protocol::annotation::note::SealedNote;
    use nghisu_protocol::ids::{AnnotationId, Timestamp, Uuid, VersionId};

    #[test]
    fn a_row_that_does_not_read_hides_none_of_the_others() {
        let note = |n| Waiting::Note {
            note: SealedNote {
                id: AnnotationId(Uuid::from_u128(n)),
                version: VersionId(Uuid::from_u128(1)),
                page: 1,
                envelope: None,
                kept_at: Timestamp(0),
            },
        };
        let row = |order, n| (order, serde_json::to_string(&note(n)).unwrap());
        let rows = [
            row(3.0, 3),
            (1.0, r#"{"waiting":"from_the_future"}"#.to_owned()),
            row(2.0, 2),
        ];
        let (found, unread) = read(rows.into_iter());
        assert_eq!(found, [note(2), note(3)]);
        assert_eq!(unread.len(), 1);
    }
}
