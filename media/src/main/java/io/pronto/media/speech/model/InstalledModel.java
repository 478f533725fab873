package io.pronto.media.speech.model;

import java.nio.file.Path;

/**
 * A model that is ready for use.
 *
 * @param language ISO 639-1
 * @param name as published; the language where it was not installed from the catalogue
 * @param folder where it lies
 * @param bytes what it takes on disk
 */
public record InstalledModel(String language, String name, Path folder, long bytes) {}
