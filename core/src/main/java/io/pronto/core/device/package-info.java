/** Devices: the SIP accounts of users, their names and their proofs. */
package io.pronto.core.device;
