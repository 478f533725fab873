/**
 * What an organisation's identity provider keeps here: its people, and the groups that they are in.
 */
package io.pronto.core.provisioning;
