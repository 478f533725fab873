/**
 * What is kept sealed. The master key of the settings seals one key per organisation, which wraps
 * one key per recording, which seals the recording's file while it is written. Destroying a wrap
 * destroys what lies under it.
 */
package io.pronto.core.seal;
