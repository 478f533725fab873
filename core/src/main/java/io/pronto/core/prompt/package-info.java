/**
 * What organisations have their callers hear: prompts, where they are heard, and who speaks them.
 */
package io.pronto.core.prompt;
