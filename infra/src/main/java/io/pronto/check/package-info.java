/** Whether the machine offers what the settings ask for, before anything is started. */
package io.pronto.check;
