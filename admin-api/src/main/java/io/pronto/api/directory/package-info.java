/** Reads people and groups from the directories of organisations that prefer pull to push. */
package io.pronto.api.directory;
