/**
 * What messages say: templates in Markdown and Liquid, and what is made of them for one customer.
 */
@NullMarked
package io.trailmark.commandside.template;

import org.jspecify.annotations.NullMarked;
