/** What an organisation expects of calls, and changes of their rules that are held against it. */
package io.pronto.core.publishing;
