### Deutsch. Dieselben Schlüssel wie in en.ftl; ein Test prüft das.

## Orte und Wege
places = Bereiche
today = Heute
cases = Fälle
case = Fall
calendar = Kalender
sync = Abgleich
more = Mehr
quick-note = Schnellnotiz
new-case = Neuer Fall
new-appointment = Neuer Termin
skip-to-content = Zum Inhalt springen
search-label = Fälle suchen
search-hint = Name, Pseudonym, Fallnummer …
calendar-week = KW { $count }
calendar-week-short = KW
calendar-week-long = Kalenderwoche
today-word = Heute
earlier = Früher
later = Später

## Überall
undo = Rückgängig
close = Schließen
cancel = Abbrechen
continue = Weiter
back = Zurück
done = Fertig
edit = Ändern
remove = In den Papierkorb
restore = Wiederherstellen
print = Drucken
yes = ja
no = nein
unknown = unbekannt
please-choose = Bitte wählen
working = Einen Augenblick …
show-more = Mehr zeigen
show-less = Nur Erfasstes zeigen
more-fields = Weitere Angaben ({ $count })
more-count = und { $count } weitere
me = Sie
somebody = jemand, den dieses Gerät nicht kennt
nameless = Ohne Namen
unknown-site = unbekannter Ort
no-site = ohne Ort
waits = wartet
minutes = { $count } Min.
minutes-long = { $count ->
    [one] nach { $count } Minute
   *[other] nach { $count } Minuten
}
value-not-asked = nicht gefragt
value-declined = keine Angabe gewünscht
safety-writing = wird gesichert …
safety-saved = auf diesem Gerät gespeichert
versions = { $count } Fassungen
versions-hint = Ein Tipp übernimmt eine Fassung. Beide bleiben im Verlauf.

## Zustand der Arbeit
state-on-this-device = gespeichert auf diesem Gerät
state-on-the-relay = abgeglichen
state-arrived = angekommen
sync-offline = Offline
sync-waiting = { $count ->
    [one] { $count } Änderung wartet
   *[other] { $count } Änderungen warten
}
sync-running = Wird abgeglichen …
sync-done = Abgeglichen
sync-done-at = Abgeglichen { $at }
sync-refused = Abgleich abgelehnt
sync-rewound = Abgleich angehalten
on-this-device = Auf diesem Gerät
all-saved = Alles gespeichert und abgeglichen.
all-saved-waiting = { $count ->
    [one] Alles gespeichert. { $count } Änderung wartet auf Netz.
   *[other] Alles gespeichert. { $count } Änderungen warten auf Netz.
}
last-contact-at = Zuletzt Verbindung: { $at }
no-contact-yet = Noch keine Verbindung. Sie können trotzdem arbeiten.
quarantined = { $count ->
    [one] Eine Änderung ließ sich nicht öffnen. Sie ist verwahrt, siehe Abgleich.
   *[other] { $count } Änderungen ließen sich nicht öffnen. Sie sind verwahrt, siehe Abgleich.
}
storage-low = Der Speicher dieses Geräts ist fast voll.
update-ready = Eine neue Version ist bereit.
update-news = Ihre Arbeit ist gespeichert. Das Laden dauert wenige Sekunden.
update-now = Jetzt laden
update-later = Später

## Vor der Arbeit
gate-title = Anmelden
gate-founding = Der Arbeitsbereich wird eingerichtet. Dafür braucht dieses Gerät jetzt Netz.
gate-revoked = Dieses Gerät gehört nicht mehr zur Stelle. Es kann nichts mehr senden. Was noch nicht gesendet war, bleibt versiegelt verwahrt.
other-tab-title = Sprechtag ist in einem anderen Fenster offen
other-tab-text = Damit nichts doppelt geschrieben wird, arbeitet immer nur ein Fenster. Was dort geschrieben wurde, ist gespeichert.
other-tab-take-over = Hier weiterarbeiten
begin-title = Willkommen bei Sprechtag
begin-text = Zum Beginnen brauchen Sie einen Link: den Einrichtungslink Ihrer Stelle oder eine Einladung. Öffnen Sie ihn hier oder fügen Sie ihn ein.
begin-link = Link
begin-with-kit = Ich habe einen Notfallbogen
begin-kit-text = Mit den Wörtern vom Papier wird dieses Gerät Ihr neues Gerät. Alle Kolleginnen und Kollegen sehen, dass der Bogen benutzt wurde.
recovered-vault = Wiederhergestellt
setup-title = Ihre Stelle einrichten
setup-text = Sie sind die erste Person. Alle anderen laden Sie danach ein.
join-title = Einladung annehmen
join-text = Danach vergleichen Sie sechs Wörter mit der Person, die Sie eingeladen hat.
own-name = Ihr Name
own-name-hint = So sehen Sie Ihre Kolleginnen und Kollegen. Der Name steht auch am Sperrbildschirm dieses Geräts.
unit-name = Name der Stelle
unit-name-hint = Zum Beispiel: Anerkennungsberatung Nord
passphrase = Passphrase
passphrase-title = Ihre Passphrase
passphrase-text = Diese fünf Wörter öffnen Ihre Akten auf diesem Gerät. Schreiben Sie sie auf und verwahren Sie sie getrennt vom Gerät. Niemand kann sie Ihnen ersetzen.
passphrase-other-words = Andere Wörter
passphrase-choose-own = Selbst wählen
passphrase-words = Doch fünf Wörter vorschlagen
passphrase-own = Eigene Passphrase
passphrase-own-hint = Mindestens vier zufällige Wörter. Ein kurzes Kennwort schützt Ihre Akten nicht.
passphrase-again = Passphrase wiederholen
passphrase-again-hint = Schreiben Sie sie einmal ab, damit nichts verlesen ist.
passphrase-done = Sprechtag beginnen
passphrase-old = Bisherige Passphrase
passphrase-change = Passphrase ändern
passphrase-explained = Die Passphrase öffnet Ihre Akten auf diesem Gerät. Auf einem zweiten Gerät kann sie anders lauten.
unlock-title = Gesperrt
unlock-whose = Wessen Akten?
unlock = Öffnen
unlock-working = Wird geöffnet …
unlock-another = Weitere Person auf diesem Gerät
joining-title = Vergleichen Sie diese sechs Wörter
joining-text = Lesen Sie die Wörter der Person vor, die Sie eingeladen hat, am besten am Telefon oder nebeneinander. Stimmen alle sechs, lässt sie Sie ein.
joining-waiting = Warten, bis Sie eingelassen werden. Dieses Fenster darf offen bleiben.
joining-offline = Kein Netz. Es geht von selbst weiter, sobald wieder Verbindung besteht.

## Heute
today-appointments = Termine heute
today-empty = Heute sind keine Termine eingetragen.
today-empty-here = An diesem Ort sind heute keine Termine eingetragen.
todays-site = Heute arbeite ich in
all-sites = allen Orten
appointments-count = { $count ->
    [0] keine Termine
    [one] { $count } Termin
   *[other] { $count } Termine
}
slot-free = frei
begin-counselling = Beratung beginnen
overlaps = überschneidet sich
steps-due = Nächste Schritte
steps-none-due = Nichts ist fällig.
steps-upcoming = In den nächsten sieben Tagen
steps-overdue = { $count } überfällig
step-done = Erledigt
due-today = heute
due-tomorrow = morgen
due-since-yesterday = seit gestern
due-since = seit { $count } Tagen
due-on = bis { $day }
quick-note-for-whom = Für wen ist die Notiz?
quick-note-new-case = Neuer Fall für die Notiz

## Fälle
filters = Filter
filter-open = Offen
filter-closed = Geschlossen
filter-all = Alle
filter-mine = Meine
cases-count = { $count ->
    [one] { $count } Fall
   *[other] { $count } Fälle
}
cases-empty = Hier stehen Ihre Fälle. Ein Name oder ein Pseudonym genügt für den ersten.
cases-none-found = Kein Fall passt zu dieser Suche.
cases-none-open = Zurzeit ist kein Fall offen.
cases-choose = Wählen Sie links einen Fall.
pseudonym-called = Pseudonym „{ $name }“
new-case-who = Wer ist gekommen?
new-case-name-hint = So, wie die Person sich nennt, in jeder Schrift. Alles Weitere kann später folgen.
new-case-pseudonym = oder ein Pseudonym
new-case-pseudonym-hint = Wenn jemand keinen Namen nennen möchte.
new-case-make = Fall anlegen

## Fall
case-tabs = Teile des Falls
tab-ueberblick = Überblick
tab-kontakte = Kontakte
tab-person = Person
tab-hintergrund = Hintergrund
tab-abschluesse = Abschlüsse
tab-verlauf = Verlauf
case-open = offen
case-closed = geschlossen
case-has-versions = Fassungen zu wählen
case-menu = Weiteres zum Fall
case-close = Fall schließen
case-close-text = Ein geschlossener Fall bleibt lesbar und kann jederzeit wieder geöffnet werden.
case-reopen = Fall wieder öffnen
case-trash = Fall in den Papierkorb
case-appointments-empty = Noch kein Termin.
appointments = Termine
addressed-as = Anrede „{ $form }“
interpreter-needed = Dolmetschen nötig
german-at = Deutsch { $level }
record-contact = Kontakt festhalten
contact-without-date = Kontakt ohne Datum
contact-show-fields = Angaben zeigen
contact-hide-fields = Angaben verbergen
panel-person = Person
panel-background = Hintergrund
panel-german = Deutsch
panel-case = Zum Fall
panel-key-facts = Auf einen Blick
foreign-title = Diesen Fall betreut jemand anderes
foreign-text = Sie können ihn öffnen. Der Grund wird im Fall festgehalten und ist für die zuständige Person sichtbar.
history-empty = Noch keine Änderung.
history-wrote = { $added } Zeichen geschrieben, { $removed } gelöscht
history-made = angelegt
history-removed = in den Papierkorb gelegt
history-restored = wiederhergestellt
list-contacts = Kontakte
list-contacts-empty = Noch kein Kontakt. Halten Sie das erste Gespräch fest.
list-contacts-add = Kontakt festhalten
list-steps = Nächste Schritte
list-steps-empty = Nichts offen.
list-steps-add = Schritt hinzufügen
list-qualifications = Abschlüsse
list-qualifications-empty = Noch kein Abschluss erfasst.
list-qualifications-add = Abschluss hinzufügen
list-reachability = Erreichbarkeit
list-reachability-empty = Noch kein Weg, die Person zu erreichen.
list-reachability-add = Weg hinzufügen
list-languages = Sprachen
list-languages-empty = Noch keine Sprache erfasst.
list-languages-add = Sprache hinzufügen
list-name_parts = Namensteile
list-name_parts-empty = Nur nötig, wenn ein Formular den Namen zerlegt verlangt.
list-name_parts-add = Namensteil hinzufügen
list-previous_names = Frühere Namen
list-previous_names-empty = Keine früheren Namen erfasst.
list-previous_names-add = Früheren Namen hinzufügen
list-accesses = Zugriffe
list-appointments = Termine

## Kalender
calendar-spans = Zeitraum
span-liste = Liste
span-tag = Tag
span-woche = Woche
span-monat = Monat
calendar-empty = In diesem Zeitraum ist nichts eingetragen.
agenda-from = Vier Wochen ab { $day }
appointment-menu = Weiteres zum Termin
appointment-move = Verschieben …
appointment-move-done = Verschieben
appointment-export = Kalenderdatei ohne Namen
appointment-export-name = Kalenderdatei mit Namen
appointment-when = Wann?
appointment-when-hint = Zum Beispiel: Do 14:30, morgen, 21.11., in 2 Wochen
appointment-start = Uhrzeit
appointment-minutes = Dauer in Minuten
new-appointment-make = Termin eintragen

## Abgleich
sync-explained = Alles, was Sie schreiben, ist sofort auf diesem Gerät gespeichert. Abgeglichen heißt: versiegelt auf dem Server. Angekommen heißt: ein Gerät einer Kollegin oder eines Kollegen hat es geöffnet.
sync-now = Jetzt abgleichen
waiting-title = Wartet auf Netz
waiting-empty = Nichts wartet.
changes-count = { $count ->
    [one] { $count } Änderung
   *[other] { $count } Änderungen
}
document-person_sheet = Personenblatt
document-case_file = Fallakte
document-agenda = Kalender
document-directory = Orte
document-unit_settings = Angaben zur Stelle
quarantine-title = Verwahrt
quarantine-text = Diese Änderungen ließen sich nicht öffnen. Sie sind nicht verloren und halten nichts anderes auf.
quarantine-retry = Noch einmal versuchen
sync-log = Protokoll
sync-log-empty = Noch nichts geschehen.
storage-title = Speicher
storage-used = belegt
storage-quota = verfügbar
storage-kept = dauerhaft
storage-kept-yes = ja
storage-kept-no = nein
storage-not-kept = Der Browser darf diese Daten löschen, wenn der Platz knapp wird. Installieren Sie Sprechtag oder bitten Sie den Browser, die Daten zu behalten.
storage-keep = Daten behalten

## Mehr
section-anzeige = Anzeige
section-anzeige-about = Sprache, hell oder dunkel
section-sicherheit = Sicherheit
section-sicherheit-about = Sperre, Passphrase, Notfallbogen
section-team = Team und Geräte
section-team-about = Einladen, Einlassen, letzte Verbindung
section-orte = Beratungsorte
section-orte-about = Wo Sie beraten
section-stelle = Stelle
section-stelle-about = Name, Land, Texte des Trägers
section-papierkorb = Papierkorb
section-papierkorb-about = 30 Tage lang wiederherstellen
section-installieren = Installieren
section-installieren-about = Sprechtag wie eine App öffnen
section-rechtliches = Rechtliches
section-rechtliches-about = Impressum, Datenschutz, Barrierefreiheit
section-ueber = Über Sprechtag
section-ueber-about = Version und Stand
section-lizenzen = Lizenzen
section-lizenzen-about = Woraus Sprechtag besteht
section-tasten = Tasten
section-tasten-about = Schneller mit der Tastatur
language = Sprache
theme = Farben
theme-system = wie das Gerät
theme-light = hell
theme-dark = dunkel
hand = Schnellnotiz für
hand-right = rechte Hand
hand-left = linke Hand
lock = Sperre
lock-now = Jetzt sperren
lock-explained = Gesperrt ist auf diesem Gerät kein Fall lesbar. Es gleicht dann auch nicht ab.
auto-lock = Von selbst sperren
kit = Notfallbogen
kit-explained = Wörter auf Papier, die alles wieder öffnen, wenn alle Geräte verloren sind. Verwahren Sie den Bogen wie einen Ausweis.
kit-make = Notfallbogen erstellen
kit-make-again = Neuen Notfallbogen erstellen
kit-print = Drucken
kit-hide = Ausblenden
kit-qr = Notfallbogen als QR-Code
kit-words = Wörter vom Papier
kit-check = Wörter prüfen
kit-checked = geprüft
kit-unchecked = noch nicht geprüft
kit-missing = fehlt
members = Personen
device = Gerät
device-this = dieses Gerät
device-kit = Notfallbogen
invite = Einladen
invite-role = Aufgabe
invite-person = Person einladen
invite-own-device = Eigenes weiteres Gerät verbinden
invite-own-device-word = eigenes Gerät
invite-explained = Eine Einladung gilt einmal. Eingelassen wird erst, wer mit Ihnen sechs Wörter verglichen hat.
invite-link-text = Zeigen Sie den Code oder schicken Sie den Link. Er gilt einmal und bis { $at }.
invite-qr = Einladung als QR-Code
copy-link = Link kopieren
invitations-open = Offene Einladungen
expires-on = gilt bis { $at }
invitation-cancel = Zurückziehen
joiner-title = Möchte dazukommen: { $what }
joiner-text = Lassen Sie sich die sechs Wörter vorlesen. Nur wenn alle stimmen, ist es wirklich diese Person.
joiner-admit = Alle sechs stimmen: einlassen
joiner-refuse = Stimmt nicht: abweisen
role-unit-lead = Leitung
role-counsellor = Beratung
role-reception = Empfang
role-coordination = Koordination
role-admin = Technik
sites-empty = Noch kein Ort. Tragen Sie ein, wo Sie beraten.
site-new = Neuer Ort
site-edit = Ort ändern
site-add = Ort hinzufügen
site-change = Ort ändern
unit-land = Land
unit-land-why = Davon hängen die Feiertage im Kalender ab.
take-over-name = Namen übernehmen
put-in-place = Text übernehmen
carrier-imprint = Impressum
carrier-privacy = Datenschutz
carrier-accessibility = Barrierefreiheit
carrier-text-missing = Der Träger hat hier noch keinen Text hinterlegt.
trash-explained = Was Sie wegräumen, bleibt 30 Tage hier.
trash-empty = Der Papierkorb ist leer.
trash-whole-case = ganzer Fall
days-left = { $count ->
    [one] noch { $count } Tag
   *[other] noch { $count } Tage
}
install-why = Installiert startet Sprechtag wie eine App, auch ohne Netz, und der Browser räumt die Daten nicht weg.
install-done = Sprechtag ist auf diesem Gerät installiert.
install-now = Jetzt installieren
install-apple = Tippen Sie in Safari auf Teilen und dann auf „Zum Home-Bildschirm“.
install-android = Öffnen Sie das Menü des Browsers und tippen Sie auf „App installieren“.
install-desktop = Klicken Sie in der Adresszeile auf das Installieren-Zeichen oder im Menü des Browsers auf „Sprechtag installieren“.
about-text = Sprechtag ist die Beratungsakte für unterwegs. Sie arbeitet einen ganzen Beratungstag ohne Netz; was Sie schreiben, verlässt dieses Gerät nur versiegelt.
about-version = Version
about-build = Stand
about-kern = Verwendet Komponenten von KERN-UX (EUPL-1.2).
shortcuts-explained = Diese Tasten wirken, solange Sie in kein Feld schreiben.

## Meldungen
toast-changed = Geändert.
toast-removed = In den Papierkorb gelegt.
toast-step-done = Erledigt.
toast-case-closed = Fall geschlossen.
toast-case-removed = Fall in den Papierkorb gelegt.
toast-appointment-made = Termin eingetragen.
toast-appointment-changed = Termin geändert.
toast-appointment-moved = Termin verschoben.
toast-passphrase-changed = Die neue Passphrase gilt ab jetzt.
toast-kit-right = Die Wörter stimmen. Der Notfallbogen ist geprüft.
toast-copied = Link kopiert.
toast-not-copied = Der Browser erlaubt das Kopieren nicht. Markieren Sie den Link von Hand.

## Was im Weg steht
refusal-locked = Gesperrt. Öffnen Sie zuerst Ihre Akten.
refusal-wrong-passphrase = { $count ->
    [0] Das ist nicht die Passphrase dieser Person.
    [one] Das ist nicht die Passphrase. Warten Sie { $count } Sekunde.
   *[other] Das ist nicht die Passphrase. Warten Sie { $count } Sekunden.
}
refusal-too-soon = { $count ->
    [one] Bitte warten Sie noch { $count } Sekunde.
   *[other] Bitte warten Sie noch { $count } Sekunden.
}
refusal-weak-passphrase = Diese Passphrase ist zu leicht zu erraten. Nehmen Sie mehr Wörter.
refusal-bad-link = Das ist kein vollständiger Link von Sprechtag. Bitte kopieren Sie ihn noch einmal ganz.
refusal-bad-words = Das sind nicht die Wörter eines Notfallbogens. Prüfen Sie Reihenfolge und Schreibweise.
refusal-not-found = Das gibt es hier nicht mehr.
refusal-not-allowed = Das erlaubt Ihre Aufgabe in der Stelle nicht.
refusal-foreign-case = Diesen Fall betreut jemand anderes. Geben Sie zuerst einen Grund an.
refusal-case-closed = Der Fall ist geschlossen. Öffnen Sie ihn zuerst wieder.
refusal-storage-full = Der Speicher ist voll. Was gespeichert war, bleibt; diese Änderung ist es nicht.
refusal-storage-failed = Der Speicher dieses Geräts hat nicht geantwortet. Was gespeichert war, bleibt; diese Änderung ist es nicht.
refusal-offline = Dafür braucht es Netz.
refusal-chain-moved = Jemand hat gleichzeitig etwas an den Mitgliedern geändert. Bitte sehen Sie noch einmal nach.
refusal-read-only = Dieser Fall wurde mit einer neueren Version geschrieben und ist hier nur lesbar. Bitte laden Sie die neue Version.
relay-setup-token = Der Einrichtungslink ist falsch oder schon benutzt.
relay-invitation = Die Einladung ist unbekannt, benutzt, zurückgezogen oder abgelaufen.
relay-not-member = Dieses Gerät gehört nicht (mehr) zur Stelle.
relay-version = Diese Version ist zu alt zum Abgleichen. Bitte laden Sie die neue.
relay-storage = Der Server kann gerade nichts aufnehmen. Ihre Arbeit ist hier gespeichert; es wird wieder versucht.
relay-other = Der Server hat abgelehnt. Ihre Arbeit ist hier gespeichert.
fault-blank = Hier muss etwas stehen.
fault-too-long = { $count ->
    [one] Ein Zeichen zu lang. Es wurde nichts abgeschnitten.
   *[other] { $count } Zeichen zu lang. Es wurde nichts abgeschnitten.
}
fault-line-break = Hier ist nur eine Zeile möglich.
fault-control-character = Der Text enthält ein unsichtbares Steuerzeichen.
fault-impossible-date = Diesen Tag oder diese Uhrzeit gibt es nicht.
fault-out-of-range = Bitte eine Zahl von { $min } bis { $max }.
fault-unknown = Das passt nicht in dieses Feld.

