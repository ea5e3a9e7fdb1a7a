// Drawn as a map until its own form stands here.

forms.multiples = forms.packed;
