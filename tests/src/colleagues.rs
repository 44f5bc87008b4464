//! The two counsellors most journeys are about.

use crate::{person::Person, world::World};
use anyhow::Result;

/// Vera founds the workspace.
///
/// # Errors
/// If a step does not show what it should.
pub async fn vera_in(world: &World) -> Result<Person> {
    let mut vera = Person::at(world.new_browser().await?, "Vera Beispiel");
    vera.sets_up(&world.setup_link, "Beratungsstelle Nord").await?;
    Ok(vera)
}

/// Vera and Jonas, who was invited, compared and let in.
///
/// # Errors
/// If a step does not show what it should.
pub async fn vera_and_jonas_in(world: &World) -> Result<(Person, Person)> {
    let vera = vera_in(world).await?;
    let link = vera.invites_a_colleague().await?;
    let mut jonas = Person::at(world.new_browser().await?, "Jonas Muster");
    let words = jonas.accepts(&link).await?;
    vera.admits_whoever_says(&words).await?;
    jonas.stands_in_today().await?;
    Ok((vera, jonas))
}
