/**
 * What an operator may set: pronto.yaml and the environment, read once, checked whole, and from
 * then on a tree of small records.
 */
package io.pronto.settings;
