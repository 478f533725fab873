/** HTTP: the module's door. Asks core, never signalling or media. */
package io.pronto.api;
