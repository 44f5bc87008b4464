//! DOMAIN: documents of counselling, their edits, views and cards.
