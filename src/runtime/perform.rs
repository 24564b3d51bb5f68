//! What each request means: one verb of `ops`, and the outcome that tells of it.

use super::filter::filter;
use super::listing::{list, list_all};
use super::many::{many, plan};
use super::matching::find;
use super::runner::Work;
use super::setup::set_up;
use super::survey::{recheck, renew, survey};
use crate::domain::{Address, SecretPath, SecretValue, VersionNumber, Which};
use crate::message::{CopyAs, Grants, Mark, NewTeam, Outcome, Purpose, Request, Save, Target};
use crate::ops::{self, Place, Session, copy::Form, read::Why};
use crate::provider::{Error, Outline, Registration, Result};

/// Does what is asked.
pub(super) async fn perform(request: Request, work: Work) -> Result<Outcome> {
    let session = &*work.session;
    match request {
        Request::Create(passphrase) => {
            session.create(passphrase).await?;
            Ok(Outcome::Lock(session.lock_state()?))
        }
        Request::Unlock(passphrase) => {
            session.unlock(passphrase).await?;
            Ok(Outcome::Lock(session.lock_state()?))
        }
        Request::Lock => {
            session.lock();
            // A form that was open is gone, and with it what its check has begun.
            ops::provider::leave_check(session).await;
            Ok(Outcome::Lock(session.lock_state()?))
        }
        Request::Survey => survey(&work).await,
        Request::Recheck(ids) => recheck(&work, &ids).await,
        Request::Renew(ids) => renew(&work, &ids).await,
        Request::List(team) => list(&work, &team).await,
        Request::ListAll => list_all(&work).await,
        Request::Filter { names, below, pattern, known } => filter(&work, names, below, pattern, known).await,
        Request::Find { places, pattern } => {
            let found = tokio::task::spawn_blocking(move || find(&places, &pattern)).await;
            let told = |(found, count)| Outcome::Found { found, count };
            found.map(told).map_err(|_| Error::Bug { what: "the search".into() })
        }
        Request::Outline(at, which) => {
            let (place, path) = place(session, &at).await?;
            let outline = ops::read::glance(&place, path, which).await?;
            Ok(Outcome::Outline(Box::new(outline)))
        }
        Request::History(at) => {
            let (place, path) = place(session, &at).await?;
            Ok(Outcome::History(ops::history::versions_of_listed(&place, path).await?))
        }
        Request::Rights(team, paths) => {
            let place = session.place(Some(&team)).await?;
            let (missing, grants) = ops::rights::of(&place, &paths).await?;
            let secrets = paths.into_iter().zip(grants).collect();
            Ok(Outcome::Rights(Box::new(Grants { team, missing, secrets })))
        }
        Request::Compare { at, from, to } => {
            let (place, path) = place(session, &at).await?;
            let diff = ops::history::diff(session, &place, path, Some(from), Some(to)).await?;
            Ok(Outcome::Compared(Box::new(diff)))
        }
        Request::Bin(team) => {
            let place = session.place(Some(&team)).await?;
            Ok(Outcome::Bin(ops::list::bin(session, &place).await?))
        }
        Request::Read { at, which, field, purpose } => read(&work, &at, which, field, purpose).await,
        Request::Copy { at, which, field, form, keep } => {
            let text = copied(session, at, which, field, form).await?;
            let keep = form.is_secret().then_some(keep);
            work.clipboard.put(text, keep).await.map(|by| Outcome::Copied { by })
        }
        Request::CopyThis(text, keep) => {
            work.clipboard.put(text, Some(keep)).await.map(|by| Outcome::Copied { by })
        }
        Request::ClearClipboard => {
            let cleared = tokio::task::spawn_blocking(move || work.clipboard.clear()).await;
            cleared.map(|()| Outcome::Done).map_err(|_| Error::Bug { what: "the clipboard".into() })
        }
        Request::Generate(recipe) => ops::generate::password(&recipe).map(Outcome::Generated),
        Request::Save(save) => self::save(session, *save).await,
        Request::Delete(at, seen) => {
            let (place, path) = place(session, &at).await?;
            ops::write::delete(session, &place, path, seen).await.map(stands)
        }
        Request::Erase(at) => {
            let (place, path) = place(session, &at).await?;
            ops::write::erase(session, &place, path).await.map(|()| Outcome::Done)
        }
        Request::Undelete(at, version) => {
            let (place, path) = place(session, &at).await?;
            ops::write::undelete(session, &place, path, version).await.map(|(_, versions)| stands(versions))
        }
        Request::Destroy(at, version) => {
            let (place, path) = place(session, &at).await?;
            ops::write::destroy(session, &place, path, &[version]).await.map(stands)
        }
        Request::Rollback { at, to, seen } => {
            let (place, path) = place(session, &at).await?;
            ops::write::rollback(session, &place, path, to, seen)
                .await
                .map(|saved| written(saved.version, saved.is_new))
        }
        Request::Marks => {
            let mark = |(letter, (team, path))| Mark { letter, team, path };
            Ok(Outcome::Marks(ops::marks::all(session).await?.into_iter().map(mark).collect()))
        }
        Request::Mark(Mark { letter, team, path }) => {
            ops::marks::put(session, letter, &team, &path).await.map(|()| Outcome::Done)
        }
        Request::Forget(letter) => ops::marks::forget(session, letter).await.map(|()| Outcome::Done),
        Request::Many(list) => many(&work, list).await,
        Request::Plan(list) => plan(&work, list).await,
        Request::Switch(team) => session.switch_team(&team).map(|()| Outcome::Done),
        Request::Registration(id) => {
            let registration = ops::provider::registration(session, &id).await?;
            Ok(Outcome::Registration(Box::new(registration)))
        }
        Request::Check(registration) => check(&work, &registration, false).await,
        Request::CheckAgain(registration) => check(&work, &registration, true).await,
        Request::LeaveCheck => {
            ops::provider::leave_check(session).await;
            Ok(Outcome::Done)
        }
        Request::Register(new) => ops::provider::add(session, *new).await.map(|()| Outcome::Done),
        Request::Reregister(new) => ops::provider::change(session, *new).await.map(|()| Outcome::Done),
        Request::Enable(id, is_on) => {
            ops::provider::set_enabled(session, &id, is_on).await.map(|()| Outcome::Done)
        }
        Request::ReadOnly(id, is_on) => {
            ops::provider::set_read_only(session, &id, is_on).await.map(|()| Outcome::Done)
        }
        Request::LogOut(id, is_ended) => {
            ops::provider::log_out(session, &id, is_ended).await.map(|_| Outcome::Done)
        }
        Request::Unregister(id) => ops::provider::remove(session, &id).await.map(|()| Outcome::Done),
        Request::CreateTeam(NewTeam { id, provider, root }) => {
            ops::team::create(session, &id, Some(provider), root).await.map(|_| Outcome::Done)
        }
        Request::RemoveTeam(id) => ops::team::remove(session, &id).await.map(|()| Outcome::Done),
        Request::SetUp(wanted) => set_up(&work, &wanted).await,
        Request::KeepTheme(name) => session.keep_theme(&name).map(|()| Outcome::Done),
    }
}

async fn check(work: &Work, registration: &Registration, is_asked: bool) -> Result<Outcome> {
    let mut report = |step, finding| work.part(Outcome::Step(step, finding));
    ops::provider::check(&work.session, registration, is_asked, &mut report).await.map(|()| Outcome::Done)
}

async fn place<'t>(session: &Session, at: &'t Target) -> Result<(Place, &'t SecretPath)> {
    Ok((session.place(Some(&at.team)).await?, &at.path))
}

/// What a change has left, where it has looked.
fn stands(versions: ops::write::Afterwards) -> Outcome {
    versions.map_or(Outcome::Done, Outcome::History)
}

fn written(version: VersionNumber, is_new: bool) -> Outcome {
    Outcome::Written { version, is_new }
}

async fn read(
    work: &Work,
    at: &Target,
    which: Which,
    field: Option<String>,
    purpose: Purpose,
) -> Result<Outcome> {
    let why = match purpose {
        Purpose::Reveal => Why::Reveal,
        Purpose::Edit => Why::Edit,
    };
    let (place, path) = place(&work.session, at).await?;
    let mut content = ops::read::content(&work.session, &place, path, which, why).await?;
    if purpose == Purpose::Reveal && which == Which::Latest {
        work.part(Outcome::Outline(Box::new(Outline::of(&content))));
    }
    // Only what was asked for goes on; the other values end here.
    if field.is_some() || purpose == Purpose::Reveal {
        let field = ops::read::one_field(&mut content, field)?;
        content.fields = [field].into_iter().collect();
    }
    Ok(Outcome::Values(Box::new(content)))
}

/// What is put on the clipboard. Nothing is read for what holds no value.
async fn copied(
    session: &Session,
    at: Target,
    which: Which,
    field: Option<String>,
    form: CopyAs,
) -> Result<SecretValue> {
    let form = match form {
        CopyAs::Value => Form::Value,
        CopyAs::Json => Form::Json,
        CopyAs::Dotenv => Form::Dotenv,
        CopyAs::Reference | CopyAs::Command => {
            let Target { team, path } = at;
            let address = Address { team: Some(team), path, field, version: which };
            let is_command = form == CopyAs::Command;
            let text = if is_command { address.command() } else { address.to_string() };
            return Ok(SecretValue::from_text(text));
        }
    };
    let (place, path) = place(session, &at).await?;
    ops::copy::text(session, &place, path, which, field, form).await
}

async fn save(session: &Session, save: Save) -> Result<Outcome> {
    let Save { at, kind, fields, labels, base } = save;
    let (place, path) = place(session, &at).await?;
    let draft = ops::write::Draft { kind, fields, labels: Some(labels), base };
    let saved = ops::write::save(session, &place, path, draft).await?;
    if saved.is_relabelled {
        return Ok(Outcome::Relabelled(saved.version));
    }
    Ok(written(saved.version, saved.is_new))
}
