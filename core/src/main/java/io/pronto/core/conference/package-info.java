/**
 * Rooms of an organisation in which many talk: what they are, who is let in, where they are held.
 */
package io.pronto.core.conference;
