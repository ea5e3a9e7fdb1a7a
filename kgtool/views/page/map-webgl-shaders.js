// What the graphics card runs for each mark and each link of the map, in its own language.

// A mark is a point as large as needed; one whose middle is off the screen would not be drawn, so its point is held at the edge.
const MARK_VERTEX = `
  attribute vec2 a_position;
  attribute float a_size, a_form;
  attribute vec4 a_colour;
  uniform mat3 u_matrix;
  uniform vec2 u_screen;
  uniform float u_scale, u_density;
  varying vec2 v_off;
  varying vec4 v_colour, v_form;
  varying float v_radius, v_focused, v_reach;
  float digit(float place, float base) { return mod(floor(a_form / place + 0.01), base); }
  void main() {
    v_form = vec4(digit(1.0, 4.0), digit(4.0, 4.0), digit(16.0, 4.0), digit(64.0, 2.0));
    v_focused = digit(128.0, 2.0);
    v_radius = max(a_size * u_scale, 1.3);
    float rimmed = v_form.y == 1.0 && v_radius >= 2.5 ? 1.5 * max(1.6, 0.35 * v_radius) : 0.0;
    v_reach = 1.25 * v_radius + 1.0 + rimmed + (v_focused > 0.5 ? 7.0 : 0.0); // no more: pixels are dear where no graphics card draws
    vec2 middle = (u_matrix * vec3(a_position, 1.0)).xy;
    vec2 held = clamp(middle, -1.0, 1.0);
    v_off = 0.5 * u_screen * (held - middle);
    float far = max(abs(v_off.x), abs(v_off.y));
    v_reach += far;
    gl_Position = a_size > 0.0 && 2.0 * far < v_reach ? vec4(held, 0.0, 1.0) : vec4(2.0, 2.0, 0.0, 1.0);
    gl_PointSize = 2.0 * v_reach * u_density;
    v_colour = a_colour;
  }`;
// Distances are in pixels of the page, negative inside; what is thinner than a pixel could not be told apart.
const MARK_FRAGMENT = `
  precision highp float;
  uniform vec3 u_ground, u_focus;
  uniform float u_density;
  varying vec2 v_off;
  varying vec4 v_colour, v_form;
  varying float v_radius, v_focused, v_reach;
  float outline(vec2 at) {
    if (v_form.x < 0.5) return length(at) - v_radius;
    if (v_form.x < 1.5) return max(abs(at.x), abs(at.y)) - 0.9 * v_radius;
    if (v_form.x < 2.5) return 0.7071 * (abs(at.x) + abs(at.y) - 1.2 * v_radius);
    return max(-at.y - 0.85 * v_radius, 0.876 * abs(at.x) + 0.482 * (at.y - 1.15 * v_radius));
  }
  float cover(float distance) { return clamp(0.5 - distance * u_density, 0.0, 1.0); }
  float line(float distance, float width) { return cover(abs(distance) - 0.5 * max(width, 1.0)); }
  float ring(float distance, float width) { return line(distance + 0.5 * max(width, 1.1), max(width, 1.1)); }
  float dashes(vec2 at, float number, float share) {
    float turn = atan(at.y, at.x) / 6.2832 * number;
    float from = abs(fract(turn) - 0.5) - 0.5 * share;
    return cover(from * 6.2832 / number * length(at));
  }
  float drawn(float away) {
    if (v_form.y > 2.5) return ring(away, 0.24 * v_radius);
    if (v_form.y > 1.5) return ring(away, 0.55 * v_radius);
    if (v_form.y < 0.5 || v_radius < 2.5) return cover(away);
    return max(cover(away), line(away - max(1.6, 0.35 * v_radius), 0.2 * v_radius));
  }
  void main() {
    vec2 at = v_off + v_reach * vec2(2.0 * gl_PointCoord.x - 1.0, 1.0 - 2.0 * gl_PointCoord.y);
    float away = outline(at);
    float ink = drawn(away);
    if (v_form.z > 0.5) ink *= v_form.z > 1.5 ? dashes(at, 10.0, 0.5) : dashes(at, 5.0, 0.62);
    vec2 turned = 0.7071 * vec2(at.x + at.y, at.y - at.x);
    if (v_form.w > 0.5 && turned.x > 0.35 * v_radius) ink *= 1.0 - cover(abs(turned.y) - max(0.2 * v_radius, 0.7));
    float halo = v_focused * line(away - 3.0 - (v_form.y > 0.5 && v_form.y < 1.5 ? 0.35 * v_radius : 0.0), 2.2);
    vec4 paint = vec4(u_ground, 1.0) * cover(away);
    paint = mix(paint, vec4(v_colour.rgb, 1.0), ink);
    gl_FragColor = mix(paint, vec4(u_focus, 1.0), halo);
  }`;
// A link is a line of two triangles and a head of one, or where there are very many a line one pixel wide.
const LINK_VERTEX = `
  attribute vec2 a_from, a_to;
  attribute float a_size, a_corner;
  uniform mat3 u_matrix;
  uniform vec2 u_screen;
  uniform float u_scale;
  varying float v_across;
  void main() {
    vec2 from = 0.5 * u_screen * (u_matrix * vec3(a_from, 1.0)).xy, to = 0.5 * u_screen * (u_matrix * vec3(a_to, 1.0)).xy;
    vec2 along = (to - from) / max(length(to - from), 0.001), across = vec2(-along.y, along.x);
    float radius = max(a_size * u_scale, 1.3), head = clamp(1.2 * radius, 4.0, 9.0);
    vec2 tip = to - along * radius, neck = tip - along * head;
    float side = mod(a_corner, 2.0) < 0.5 ? -1.0 : 1.0;
    v_across = a_corner < 3.5 ? side * WIDE : 0.0;
    vec2 at = a_corner < 1.5 ? from + along * radius + across * v_across : a_corner < 3.5 ? neck + across * v_across : a_corner < 5.5 ? neck + across * side * 0.36 * head : tip;
    gl_Position = vec4(at * 2.0 / u_screen, 0.0, 1.0);
  }`;
const LINK_FRAGMENT = `
  precision highp float;
  uniform vec3 u_colour;
  uniform float u_density;
  varying float v_across;
  void main() { gl_FragColor = vec4(u_colour, 1.0) * clamp(0.5 + (0.6 - abs(v_across)) * u_density, 0.0, 1.0); }`;
