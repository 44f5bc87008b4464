//! J25: the app can be installed, and what its screens show as a code another device's camera reads.

use anyhow::{Result, ensure};
use e2e::{colleagues::vera_in, person::Person, world::World};

#[tokio::test]
async fn j25_a_browser_offers_to_install_it() -> Result<()> {
    let world = World::begin()?;
    let vera = vera_in(&world).await?;
    vera.browser.has_the_app().await?;
    let faults = vera.browser.faults_of_installing().await?;
    ensure!(faults.is_empty(), "{faults:?}");
    vera.browser.closes().await.map(drop)
}

#[tokio::test]
async fn j25_invitation_and_recovery_kit_are_read_off_the_screen() -> Result<()> {
    let world = World::begin()?;
    let mut vera = Person::at(world.new_browser().await?, "Vera Beispiel");
    vera.founds(&world.setup_link, "Beratungsstelle Nord").await?;
    vera.browser.clicks("kit-make").await?;
    let words = ".RecoveryKit .Words";
    let shown = vera.browser.reads(words).await?;
    for scheme in ["light", "dark"] {
        vera.browser.prefers(scheme).await?;
        ensure!(vera.browser.reads_the_code().await? == shown, "the code on paper says something else");
    }
    vera.browser.clicks("kit-hide").await?;
    vera.kit = shown;
    vera.proves_the_kit().await?;
    vera.stands_in_today().await?;
    for scheme in ["light", "dark"] {
        vera.browser.prefers(scheme).await?;
        vera.browser.goes_within("/mehr/team").await?;
        vera.browser.clicks("invite-person").await?;
        let link = vera.browser.reads(".Invitation-link").await?;
        let read = vera.browser.reads_the_code().await?;
        ensure!(read == link, "the code says {read}");
        vera.browser.clicks("done").await?;
    }
    vera.browser.closes().await.map(drop)
}
