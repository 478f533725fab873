/** Who may do what: accounts, passwords, sessions, and the one table of permissions. */
package io.pronto.core.access;
