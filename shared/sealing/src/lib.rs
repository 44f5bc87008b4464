//! CRYPTO: typed keys, seal and open, wrapping, passphrase, recovery kit.
