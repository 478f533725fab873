/** What keeps strangers, scanners and floods from costing more than a glance. */
package io.pronto.sip.guard;
