/** Who is told, by event and by e-mail, of what concerns more than one person. */
package io.pronto.core.notification;
