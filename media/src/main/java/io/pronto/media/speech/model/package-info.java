/**
 * Speech models: which are installed, and how one is fetched, checked and unpacked. A model is a
 * folder in Vosk's layout, named after its language; copying one there by hand installs it as well.
 */
package io.pronto.media.speech.model;
