//! Looking at, setting and removing an image. Whose it may be is asked of identity: one's own, or that of somebody whom
//! the actor manages.

use nghisu_protocol::{
    bytes::Base64Url,
    ids::PersonId,
    log::Hash,
    signing::{MAX_SIGNATURE_PICTURE, SignatureImage, SignatureImageChange, SignatureImageView},
};
use nghisu_render::RenderError;
use serde_json::json;

use super::{SignatureImageError, store};
use crate::{
    db::Db,
    identity::{Actor, Identity, audit},
    pages::workers::{WorkError, Workers},
};

const _: () = assert!(
    MAX_SIGNATURE_PICTURE == nghisu_render::MAX_PICTURE,
    "tablets make pictures as small as the workers take them"
);

/// The service of this feature.
#[derive(Debug)]
pub struct SignatureImages {
    db: Db,
    workers: Workers,
}

impl SignatureImages {
    /// The service on an open database; pictures go to these workers.
    #[must_use]
    pub fn new(db: Db, workers: Workers) -> Self {
        Self { db, workers }
    }

    /// The image of a person's signature, and who changed it last.
    ///
    /// # Errors
    /// When it is another person's whom the actor may not manage.
    pub async fn of(
        &self,
        identity: &Identity,
        actor: &Actor,
        person: PersonId,
    ) -> Result<SignatureImageView, SignatureImageError> {
        self.must_reach(identity, actor, person).await?;
        let Some(stored) = store::get(self.db.read(), person).await? else {
            return Ok(SignatureImageView::default());
        };
        Ok(SignatureImageView {
            image: stored.image.map(|image| SignatureImage {
                png: Base64Url(image.png),
                width: image.width,
                height: image.height,
            }),
            changed: Some(SignatureImageChange {
                at: stored.changed_at,
                by: stored.changed_by,
                by_name: stored.changed_by_name,
            }),
        })
    }

    /// Takes the ink of a picture as the image of a person's signature; the one before is gone.
    ///
    /// # Errors
    /// When it is another person's whom the actor may not manage, or the picture shows no signature that could be used.
    pub async fn set(
        &self,
        identity: &Identity,
        actor: &Actor,
        person: PersonId,
        picture: Vec<u8>,
    ) -> Result<SignatureImageView, SignatureImageError> {
        self.must_reach(identity, actor, person).await?;
        let ink = match self.workers.ink(&picture).await {
            // A worker is lost for other reasons too, such as a machine without memory. A picture that stops a second
            // one is refused.
            Err(WorkError::Render(RenderError::WorkerLost | RenderError::DeadlineExceeded)) => {
                self.workers.ink(&picture).await?
            }
            looked => looked?,
        };
        let ink = ink.map_err(SignatureImageError::Picture)?;
        let details = json!({ "image": Hash::of(&ink.png) });
        let entry = identity.entry(actor, "signature_image_set", Some(person.0), details);
        let image = store::StoredImage {
            width: ink.width,
            height: ink.height,
            png: ink.png,
        };
        let by = actor.id();
        self.db
            .write(move |txn| async move {
                store::put(&*txn, person, Some(image), by, entry.at).await?;
                Ok::<_, SignatureImageError>(audit::add(&*txn, entry).await?)
            })
            .await?;
        self.of(identity, actor, person).await
    }

    /// Removes the image of a person's signature. Without one nothing happens.
    ///
    /// # Errors
    /// When it is another person's whom the actor may not manage.
    pub async fn remove(
        &self,
        identity: &Identity,
        actor: &Actor,
        person: PersonId,
    ) -> Result<(), SignatureImageError> {
        self.must_reach(identity, actor, person).await?;
        let entry = identity.entry(actor, "signature_image_removed", Some(person.0), json!({}));
        let by = actor.id();
        self.db
            .write(move |txn| async move {
                if store::png(&*txn, person).await?.is_some() {
                    store::put(&*txn, person, None, by, entry.at).await?;
                    audit::add(&*txn, entry).await?;
                }
                Ok(())
            })
            .await
    }

    async fn must_reach(
        &self,
        identity: &Identity,
        actor: &Actor,
        person: PersonId,
    ) -> Result<(), SignatureImageError> {
        if person != actor.id() {
            identity.must_manage(actor, person).await?;
        }
        Ok(())
    }
}
