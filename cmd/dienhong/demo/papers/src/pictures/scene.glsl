#version 300 es
// Pictures of roads, drawn by marching rays through a made-up country: hills, a road, rails, trees, water, weather.
precision highp float;
uniform vec2 size;
uniform int scene;
out vec4 color;

const int MOUNTAIN = 0, SLIDE = 1, PLAIN = 2, FLOOD = 3, BRIDGE = 4, NIGHT = 5, ASPHALT = 6, BEND = 7;

float hash(vec2 p) { p = fract(p * vec2(123.34, 456.21)); p += dot(p, p + 45.32); return fract(p.x * p.y); }
float noise(vec2 p) {
  vec2 i = floor(p), f = fract(p);
  vec2 u = f * f * f * (f * (f * 6.0 - 15.0) + 10.0);
  return mix(mix(hash(i), hash(i + vec2(1, 0)), u.x), mix(hash(i + vec2(0, 1)), hash(i + vec2(1, 1)), u.x), u.y);
}
const mat2 turn = mat2(0.8, 0.6, -0.6, 0.8);
float fbm(vec2 p, int octaves) {
  float sum = 0.0, weight = 0.5;
  for (int i = 0; i < octaves; i++) { sum += weight * noise(p); p = turn * p * 2.03; weight *= 0.5; }
  return sum;
}

bool hilly() { return scene == MOUNTAIN || scene == SLIDE || scene == BEND; }

// The road: its middle, its height, and the lie of the land around it.
float middle(float z) {
  if (scene == PLAIN || scene == FLOOD) return 3.0 * sin(z * 0.012);
  if (scene == NIGHT) return 4.0 * sin(z * 0.01);
  if (scene == BEND) return 16.0 * sin(z * 0.035) + 5.0 * sin(z * 0.071 + 1.0);
  return 13.0 * sin(z * 0.021 + 0.4) + 5.0 * sin(z * 0.047);
}
float level(float z) { return hilly() ? 2.4 * sin(z * 0.017) + 0.03 * z : scene == FLOOD ? -0.42 * smoothstep(14.0, 46.0, z) * (1.0 - smoothstep(92.0, 150.0, z)) : 0.0; }
float heap(vec2 p) { // what has come down on the road
  if (scene != SLIDE) return 0.0;
  float x = p.x - middle(p.y);
  float shape = exp(-pow((p.y - 27.0) / 8.0, 2.0)) * smoothstep(4.2 + 1.5 * noise(p * 0.8), -7.0, x);
  float boulders = pow(1.0 - abs(2.0 * fbm(p * 0.9 + 3.0, 4) - 1.0), 3.0);
  return max(shape * (5.6 + 2.4 * fbm(p * 0.55, 5)) + smoothstep(0.05, 0.3, shape) * (0.9 * boulders + 0.5 * fbm(p * 2.6, 5)) - 0.12, 0.0);
}
float land(vec2 p, int octaves) {
  float x = p.x - middle(p.y);
  float base = level(p.y);
  float h;
  if (hilly()) {
    float left = smoothstep(4.5, 42.0, -x), right = smoothstep(4.5, 46.0, x);
    float ridge = 1.0 - abs(2.0 * fbm(p * 0.018 + 7.0, octaves) - 1.0);
    h = base + left * (30.0 * ridge + 16.0 * fbm(p * 0.05, octaves)) - right * (20.0 * fbm(p * 0.03 + 3.0, octaves) + 6.0);
    float far = smoothstep(70.0, 330.0, length(p));
    h += far * 90.0 * pow(ridge, 2.0) * (x < 0.0 ? 1.0 : 0.85) + right * far * 46.0;
    h += 0.5 * fbm(p * 0.7, 3) * smoothstep(3.8, 6.0, abs(x));
  } else if (scene == BRIDGE) {
    float bank = smoothstep(46.0, 64.0, abs(p.y - 74.0));
    h = mix(-9.0, 1.0 + 2.2 * fbm(p * 0.06, octaves), bank) + 48.0 * smoothstep(240.0, 620.0, p.y) * pow(fbm(p * 0.008 + 2.0, octaves), 1.6);
  } else {
    float away = smoothstep(4.2, 7.5, abs(x));
    h = base - away * (1.0 + 0.25 * fbm(p * 0.5, 3)) + 0.22 * away * fbm(p * 1.7, 3);
    h += 75.0 * smoothstep(320.0, 900.0, p.y) * pow(fbm(p * 0.006 + 4.0, octaves), 1.5);
  }
  return h + heap(p);
}

float box(vec3 p, vec3 b) { vec3 q = abs(p) - b; return length(max(q, 0.0)) + min(max(q.x, max(q.y, q.z)), 0.0); }

// Things: 1 rail, 2 tree, 3 concrete, 4 steel, 5 sign pole, 6 sign plate, 7 lamp
vec2 least(vec2 a, vec2 b) { return a.x < b.x ? a : b; }
vec2 rail(vec3 p) {
  float x = p.x - middle(p.z);
  float side = scene == BEND ? 4.3 : 4.4;
  if (scene == PLAIN || scene == FLOOD || scene == ASPHALT || scene == NIGHT || scene == BRIDGE) return vec2(1e3, 0.0);
  float y = p.y - level(p.z);
  float beam = box(vec3(x - side, y - 0.62 + 0.03 * cos(80.0 * (y - 0.62)), 0.0), vec3(0.03, 0.16, 1e3));
  float z = mod(p.z, 3.0) - 1.5;
  float post = box(vec3(x - side - 0.12, y - 0.36, z), vec3(0.06, 0.38, 0.06));
  float gap = scene == SLIDE ? smoothstep(8.0, 5.0, abs(p.z - 27.0)) * 0.0 : 0.0;
  return vec2(min(beam, post) + gap, 1.0);
}
vec2 trees(vec3 p) {
  if (scene == ASPHALT || scene == BRIDGE && p.z < 130.0) return vec2(1e3, 0.0);
  float cell = hilly() ? 4.6 : scene == NIGHT ? 11.0 : 13.0;
  vec2 near = floor(p.xz / cell - 0.5);
  float best = 1.6;
  for (int i = 0; i < 2; i++) for (int j = 0; j < 2; j++) {
    vec2 c = near + vec2(i, j);
    float r = hash(c);
    if (hilly() ? r < 0.16 : r < 0.45) continue;
    vec2 at = (c + 0.5 + 0.34 * (vec2(hash(c + 3.1), hash(c + 7.7)) - 0.5)) * cell;
    float tall = hilly() ? 1.6 + 2.6 * r : 2.6 + 3.2 * r;
    float flat_ = length(p.xz - at) - tall * 0.55;
    if (flat_ > best) continue; // too far to matter, whatever its height
    float off = abs(at.x - middle(at.y));
    if (off < (hilly() ? 8.0 : 9.5) || !hilly() && scene != BRIDGE && off > 17.0) continue;
    if (scene == SLIDE && abs(at.y - 27.0) < 15.0 && at.x < middle(at.y)) continue;
    vec3 q = p - vec3(at.x, land(at, 3) + tall * 0.62, at.y);
    float d = length(q / vec3(1.0, 1.25, 1.0)) - tall * 0.42;
    if (d < 0.9) {
      vec3 s = q * 1.7 + r * 9.0;
      d += tall * (0.2 * (noise(s.xy) + noise(s.yz + 5.0) + noise(s.zx + 9.0) - 1.5) + 0.09 * (noise(s.xy * 3.1) + noise(s.yz * 3.1) - 1.0));
    } else d -= 0.3;
    best = min(best, d * 0.62);
  }
  return vec2(best, 2.0);
}
vec2 bridge(vec3 p) {
  if (scene != BRIDGE) return vec2(1e3, 0.0);
  vec3 q = p - vec3(22.0 - (p.z - 74.0) * 0.0, 0.0, 74.0);
  float deck = box(q - vec3(0.0, 3.2, 0.0), vec3(5.2, 0.55, 400.0));
  float z = mod(q.z + 14.0, 28.0) - 14.0;
  float pier = box(vec3(q.x, q.y + 3.0, z), vec3(3.0, 6.2, 0.9));
  float cap = box(vec3(q.x, q.y - 2.3, z), vec3(4.6, 0.6, 1.3));
  vec2 d = vec2(min(deck, min(pier, cap)), 3.0);
  float side = abs(q.x) - 5.0;
  float a = 12.0 * (1.0 - pow(q.z / 56.0, 2.0));
  if (abs(q.z) < 58.0) {
    float arch = length(vec2(side, (q.y - 3.4 - max(a, 0.0)) * 0.75)) - 0.5;
    float hang = max(length(vec2(side, mod(q.z + 2.0, 4.0) - 2.0)) - 0.09, max(q.y - 3.4 - a, -q.y + 3.0));
    d = least(d, vec2(min(arch * 0.7, hang), 4.0));
  }
  d = least(d, vec2(min(box(vec3(side, q.y - 4.7, 0.0), vec3(0.05, 0.06, 400.0)), box(vec3(side, q.y - 4.2, mod(q.z, 2.0) - 1.0), vec3(0.05, 0.55, 0.05))), 4.0));
  return d;
}
vec2 furniture(vec3 p) {
  vec2 d = vec2(1e3, 0.0);
  if (scene == BEND || scene == SLIDE || scene == FLOOD) {
    float z = scene == SLIDE ? 15.0 : scene == FLOOD ? 19.0 : 24.0;
    float side = scene == BEND ? 5.2 : 4.9;
    vec3 q = p - vec3(middle(z) + side, level(z), z);
    d = least(d, vec2(max(length(q.xz) - 0.05, abs(q.y - 1.3) - 1.5), 5.0));
    vec3 s = q - vec3(0.0, 2.5, -0.09);
    float tri = max(max(abs(s.x) * 0.866 + s.y * 0.5, -s.y) - 0.33, abs(s.z) - 0.015);
    d = least(d, vec2(tri, 6.0));
  }
  if (scene == NIGHT) {
    float z = mod(p.z, 26.0) - 13.0;
    float x = p.x - middle(p.z) + 5.6;
    float pole = max(length(vec2(x, z)) - 0.09, abs(p.y - 4.0) - 4.2);
    float arm = box(vec3(x - 1.3, p.y - 8.1 - 0.2 * x, z), vec3(1.4, 0.06, 0.06));
    d = least(d, vec2(min(pole, arm), 5.0));
    d = least(d, vec2(box(vec3(x - 2.7, p.y - 8.5, z), vec3(0.45, 0.08, 0.16)), 7.0));
  }
  return d;
}
vec2 things(vec3 p) { return least(least(rail(p), trees(p)), least(bridge(p), furniture(p))); }

vec3 sun() {
  if (scene == MOUNTAIN) return normalize(vec3(0.55, 0.24, 0.8));
  if (scene == BRIDGE) return normalize(vec3(-0.42, 0.1, 0.9));
  if (scene == PLAIN) return normalize(vec3(-0.5, 0.42, 0.55));
  if (scene == BEND) return normalize(vec3(-0.35, 0.5, -0.35));
  if (scene == NIGHT) return normalize(vec3(0.3, 0.5, 0.5));
  return normalize(vec3(0.4, 0.7, 0.3));
}
bool gray() { return scene == SLIDE || scene == FLOOD; }

vec3 sky(vec3 d) {
  float up = max(d.y, 0.0);
  vec3 c;
  if (scene == MOUNTAIN) c = mix(vec3(0.98, 0.78, 0.56), vec3(0.33, 0.52, 0.8), pow(up, 0.48));
  else if (scene == BRIDGE) c = mix(vec3(1.0, 0.55, 0.28), vec3(0.18, 0.26, 0.5), pow(up, 0.42));
  else if (scene == NIGHT) c = mix(vec3(0.1, 0.115, 0.17), vec3(0.012, 0.018, 0.045), pow(up, 0.4));
  else if (gray()) c = mix(vec3(0.72, 0.75, 0.77), vec3(0.42, 0.47, 0.52), pow(up, 0.5));
  else c = mix(vec3(0.78, 0.88, 0.96), vec3(0.2, 0.42, 0.78), pow(up, 0.5));
  float s = max(dot(d, sun()), 0.0);
  if (!gray() && scene != NIGHT) c += vec3(1.0, 0.75, 0.45) * (0.35 * pow(s, 12.0) + 1.1 * pow(s, 900.0));
  if (d.y > 0.01) {
    vec2 q = d.xz / (d.y + 0.12);
    float cloud = smoothstep(gray() ? 0.3 : 0.47, gray() ? 0.75 : 0.8, fbm(q * 0.9 + 4.0, 6));
    vec3 lit = gray() ? vec3(0.55, 0.57, 0.6) : scene == NIGHT ? vec3(0.05, 0.055, 0.08) : mix(vec3(1.0, 0.97, 0.94), vec3(1.0, 0.72, 0.5), scene == BRIDGE ? 0.8 : scene == MOUNTAIN ? 0.45 : 0.0);
    c = mix(c, lit * (0.75 + 0.35 * fbm(q * 2.2, 4)), cloud * (gray() ? 0.75 : 0.62) * smoothstep(0.01, 0.15, d.y));
  }
  return c;
}

vec3 normalAt(vec2 p, float t) {
  float e = 0.02 + 0.0016 * t;
  float h = land(p, 8);
  return normalize(vec3(h - land(p + vec2(e, 0), 8), e, h - land(p + vec2(0, e), 8)));
}

float shadow(vec3 p, vec3 l) {
  float dark = 1.0;
  for (float t = 0.25, i = 0.0; i < 26.0 && t < 60.0; i++) {
    vec3 q = p + l * t;
    float d = min((q.y - land(q.xz, 3)) * 0.6, things(q).x);
    dark = min(dark, 9.0 * d / t);
    if (dark < 0.02) break;
    t += clamp(d, 0.15, 4.0);
  }
  return clamp(dark, 0.0, 1.0);
}

// Asphalt with its markings; x across, z along.
vec3 asphalt(vec2 p, float x, out float wet) {
  float grain = noise(p * 38.0) * 0.6 + noise(p * 95.0) * 0.4;
  vec3 c = vec3(0.145, 0.148, 0.155) * (0.72 + 0.5 * grain) * (0.85 + 0.3 * fbm(p * 0.6, 4));
  c *= 1.0 - 0.14 * exp(-pow((abs(abs(x) - 1.75) - 0.85) / 0.3, 2.0));
  float worn = 0.72 + 0.28 * smoothstep(0.25, 0.6, fbm(p * 5.0, 4));
  float mark = smoothstep(0.09, 0.06, abs(x)) * step(mod(p.y, 6.0), 3.4) + smoothstep(0.09, 0.06, abs(abs(x) - 3.3));
  bool yellow = abs(x) < 1.0;
  c = mix(c, yellow ? vec3(0.82, 0.62, 0.16) : vec3(0.8), clamp(mark, 0.0, 1.0) * worn * 0.9);
  wet = gray() || scene == NIGHT ? 0.35 + 0.65 * smoothstep(0.42, 0.62, fbm(p * 0.35 + 9.0, 4)) : 0.0;
  return c;
}

vec3 ground(vec3 p, vec3 n, out float wet) {
  float x = p.x - middle(p.z);
  wet = 0.0;
  vec3 grass = mix(vec3(0.14, 0.22, 0.06), vec3(0.30, 0.34, 0.11), fbm(p.xz * 0.35, 5));
  if (scene == PLAIN || scene == FLOOD) grass = mix(vec3(0.24, 0.36, 0.07), vec3(0.5, 0.55, 0.16), fbm(p.xz * vec2(0.12, 0.03) + 2.0, 5));
  if (gray()) grass *= 0.72;
  grass *= 0.6 + 0.7 * noise(p.xz * 3.1) * noise(p.xz * 9.0) + 0.3 * noise(p.xz * 21.0);
  vec3 soil = mix(vec3(0.34, 0.2, 0.11), vec3(0.5, 0.34, 0.2), fbm(p.xz * 0.9, 5)) * (0.6 + 0.6 * fbm(p.xz * 5.0, 4));
  vec3 c = mix(soil, grass, smoothstep(0.55, 0.86, n.y + 0.16 * (fbm(p.xz * 0.6, 4) - 0.5)));
  if (scene == SLIDE) {
    float scar = exp(-pow((p.z - 27.0) / 10.0, 2.0)) * smoothstep(3.0, -4.0, x) * smoothstep(-60.0, -30.0, x);
    c = mix(c, soil * 0.9, clamp(scar * 1.7 + heap(p.xz) * 3.0, 0.0, 1.0));
  }
  float edge = 3.55 + 0.12 * (fbm(p.xz * 2.0, 3) - 0.5);
  if (scene != BRIDGE && abs(x) < 5.0 && heap(p.xz) < 0.06) {
    vec3 gravel = vec3(0.36, 0.32, 0.27) * (0.55 + 0.7 * noise(p.xz * 17.0));
    float w;
    vec3 road = asphalt(p.xz, x, w);
    c = mix(c, gravel, smoothstep(4.9, 4.3, abs(x)));
    float on = smoothstep(edge + 0.06, edge - 0.06, abs(x));
    c = mix(c, road, on);
    wet = w * on;
  }
  return c;
}

float waterLevel() { return scene == FLOOD ? -0.2 : scene == BRIDGE ? -5.0 : -1e3; }

vec3 lamps(vec3 ro, vec3 rd, float t) { // glow of street lamps, and of a car's tail lights
  vec3 glow = vec3(0.0);
  if (scene != NIGHT) return glow;
  for (int i = 0; i < 11; i++) {
    float z = 13.0 + 26.0 * float(i);
    vec3 at = vec3(middle(z) - 2.9, 8.4, z);
    vec3 to = at - ro;
    float along = dot(to, rd);
    float d = length(to - rd * along);
    if (along > 0.0 && along < t + 3.0) glow += vec3(1.0, 0.68, 0.34) * (0.05 / (d * d + 0.02) + 0.012 / (d + 0.3)) * exp(-along * 0.008) * 0.5;
  }
  for (int i = 0; i < 4; i++) {
    float z = i < 2 ? 62.0 : 96.0;
    vec3 at = vec3(middle(z) + (i < 2 ? 1.75 : -1.75) + (i % 2 == 0 ? -0.7 : 0.7), 0.75, z);
    vec3 to = at - ro;
    float along = dot(to, rd), d = length(to - rd * along);
    if (along > 0.0) glow += (i < 2 ? vec3(1.0, 0.12, 0.06) : vec3(1.0, 0.95, 0.85)) * 0.018 / (d * d + 0.012);
  }
  return glow;
}

vec3 march(vec3 ro, vec3 rd, out float t, out float kind) {
  t = 0.3; kind = -1.0;
  float limit = scene == NIGHT ? 260.0 : 1200.0;
  for (int i = 0; i < 220; i++) {
    vec3 p = ro + rd * t;
    float g = (p.y - land(p.xz, t < 25.0 ? 6 : t < 120.0 ? 4 : 3)) * (t < 120.0 ? 0.55 : 0.7);
    vec2 o = t < 190.0 && g < 14.0 ? things(p) : vec2(1e3, 0.0);
    float d = min(g, o.x * 0.85);
    if (d < 0.0011 * t) { kind = g < o.x * 0.85 ? 0.0 : o.y; break; }
    t += d;
    if (t > limit) break;
  }
  return ro + rd * t;
}

vec3 lampLight(vec3 p, vec3 n) {
  vec3 light = vec3(0.0);
  for (int i = -1; i <= 1; i++) {
    float z = (floor(p.z / 26.0) + float(i)) * 26.0 + 13.0;
    vec3 to = vec3(middle(z) - 2.9, 8.4, z) - p;
    float r = dot(to, to);
    light += vec3(1.0, 0.66, 0.32) * max(dot(n, to * inversesqrt(r)), 0.0) * 46.0 / (r + 6.0);
  }
  vec3 head = p - vec3(middle(1.0) + 1.75, 0.9, 0.0);
  light += vec3(0.95, 0.95, 1.0) * exp(-pow(head.x - (middle(p.z) - middle(1.0)), 2.0) / (1.5 + 0.02 * head.z * head.z)) * 7.0 / (4.0 + 0.12 * head.z * head.z) * step(0.0, head.z);
  return light;
}

vec3 lit(vec3 base, vec3 p, vec3 n, vec3 rd, float wet, float t, bool cheap) {
  vec3 l = sun();
  if (scene == NIGHT) {
    vec3 light = lampLight(p, n) + vec3(0.02, 0.024, 0.035);
    vec3 c = base * light;
    if (wet > 0.0) {
      vec3 r = reflect(rd, normalize(n + 0.05 * vec3(fbm(p.xz * 3.0, 3) - 0.5, 0.0, fbm(p.xz * 3.0 + 5.0, 3) - 0.5)));
      c += wet * 0.5 * lamps(p, r, 300.0) * vec3(1.0) * pow(1.0 - max(dot(-rd, n), 0.0), 2.0);
    }
    return c;
  }
  float soft = gray() ? 0.22 : 1.0;
  float dark = cheap || t > 160.0 ? 1.0 : shadow(p + n * 0.08, l);
  vec3 warm = scene == MOUNTAIN ? vec3(1.5, 1.12, 0.75) : scene == BRIDGE ? vec3(1.5, 0.85, 0.5) : gray() ? vec3(0.85, 0.9, 0.95) : vec3(1.35, 1.25, 1.08);
  vec3 c = base * (warm * soft * max(dot(n, l), 0.0) * dark * 1.5 + sky(vec3(0, 1, 0)) * (gray() ? 1.25 : 0.62) * (0.55 + 0.45 * n.y) + warm * 0.12 * max(dot(n, normalize(vec3(-l.x, 0.2, -l.z))), 0.0));
  if (wet > 0.0) {
    float f = pow(1.0 - max(dot(-rd, n), 0.0), 4.0);
    c = mix(c * 0.75, sky(reflect(rd, n)), wet * (0.06 + 0.6 * f));
  }
  return c;
}

vec3 surface(vec3 ro, vec3 rd, bool cheap) {
  float t, kind;
  vec3 p = march(ro, rd, t, kind);
  vec3 c;
  if (kind < -0.5) { c = sky(rd); t = 1200.0; }
  else {
    vec3 n;
    vec3 base;
    float wet = 0.0;
    if (kind < 0.5) { n = normalAt(p.xz, t); base = ground(p, n, wet); }
    else {
      vec2 e = vec2(0.004 + 0.0012 * t, 0.0);
      n = normalize(vec3(things(p + e.xyy).x - things(p - e.xyy).x, things(p + e.yxy).x - things(p - e.yxy).x, things(p + e.yyx).x - things(p - e.yyx).x));
      if (kind < 1.5) base = vec3(0.6, 0.62, 0.64);
      else if (kind < 2.5) base = mix(vec3(0.05, 0.11, 0.025), vec3(0.2, 0.3, 0.07), fbm(p.xz * 1.9 + p.y * 2.3, 4)) * (gray() ? 0.85 : 1.0);
      else if (kind < 3.5) base = vec3(0.5, 0.49, 0.46) * (0.8 + 0.4 * fbm(p.yz * 0.8, 4));
      else if (kind < 4.5) base = vec3(0.48, 0.13, 0.1);
      else if (kind < 5.5) base = vec3(0.45);
      else if (kind < 6.5) {
        float z = scene == SLIDE ? 15.0 : scene == FLOOD ? 19.0 : 24.0;
        vec3 s = p - vec3(middle(z) + (scene == BEND ? 5.2 : 4.9), level(z) + 2.5, z);
        float rim = max(abs(s.x) * 0.866 + s.y * 0.5, -s.y);
        base = rim > 0.26 ? vec3(0.75, 0.05, 0.04) : vec3(0.95, 0.78, 0.1);
        if (rim < 0.2 && abs(s.x) < 0.035 && (s.y > -0.06 || abs(s.y + 0.13) < 0.035)) base = vec3(0.03);
      }
      else base = vec3(9.0, 6.0, 3.0);
    }
    c = kind > 6.5 ? base : lit(base, p, n, rd, wet, t, cheap);
  }
  // Haze: thicker low down and far away.
  float thick = scene == MOUNTAIN ? 0.0030 : scene == BRIDGE ? 0.0016 : scene == NIGHT ? 0.004 : scene == FLOOD ? 0.0030 : gray() ? 0.0055 : scene == BEND ? 0.0022 : 0.0016;
  float low = hilly() ? clamp(1.35 - 0.02 * (p.y - ro.y), 0.35, 2.2) : 1.0;
  vec3 haze = scene == NIGHT ? vec3(0.035, 0.035, 0.05) : mix(sky(normalize(vec3(rd.x, 0.03, rd.z))), vec3(0.8, 0.84, 0.88), gray() ? 0.35 : 0.12);
  if (kind > -0.5) c = mix(c, haze, 1.0 - exp(-t * thick * low));
  return c + lamps(ro, rd, kind < -0.5 ? 1200.0 : t);
}

vec3 picture(vec3 ro, vec3 rd) {
  float w = waterLevel();
  if (rd.y < 0.0 && ro.y > w) {
    float t = (w - ro.y) / rd.y;
    vec3 p = ro + rd * t;
    float under = land(p.xz, 6);
    if (under < w && t < 900.0) {
      float tt, kind;
      march(ro, rd, tt, kind);
      if (tt > t - 0.3) {
        float a = scene == FLOOD ? 0.012 : 0.05;
        vec2 q = p.xz * (scene == FLOOD ? vec2(1.4) : vec2(0.5, 0.9));
        vec3 n = normalize(vec3(a * (fbm(q + 1.0, 4) - 0.5) * 4.0, 1.0, a * (fbm(q * 1.1 + 8.0, 4) - 0.5) * 4.0));
        vec3 r = reflect(rd, n);
        r.y = abs(r.y);
        float fresnel = 0.05 + 0.95 * pow(1.0 - max(dot(-rd, n), 0.0), 4.0);
        vec3 mud = scene == FLOOD ? vec3(0.36, 0.27, 0.17) : vec3(0.12, 0.13, 0.12);
        vec3 body = mud;
        vec3 c = mix(body * (scene == FLOOD ? 1.0 : 0.9), surface(p + r * 0.05, r, true), fresnel * 0.9);
        float shore = smoothstep(0.0, 0.22, w - under);
        c = mix(surface(ro, rd, false) * 0.8, c, shore);
        return mix(c, sky(normalize(vec3(rd.x, 0.03, rd.z))), 1.0 - exp(-t * (scene == FLOOD ? 0.0034 : 0.0014)));
      }
    }
  }
  return surface(ro, rd, false);
}

// A road's surface from near by: cracks, a pothole with rain water, the edge of new asphalt.
vec3 pavement(vec2 uv) {
  vec3 ro = vec3(0.0, 1.25, -0.55);
  vec3 f = normalize(vec3(0.06, 0.0, 0.5) - ro), r = normalize(cross(vec3(0, 1, 0), f)), u = cross(f, r);
  vec3 rd = normalize(uv.x * r + uv.y * u + 1.5 * f);
  float t = -ro.y / rd.y;
  vec2 q = (ro + rd * t).xz;
  vec2 bent = q + 0.02 * vec2(noise(q * 31.0), noise(q * 31.0 + 40.0));
  float stones = 0.0, tone = 0.0;
  for (int k = 0; k < 2; k++) { // two sizes of crushed stone in the bitumen
    float scale = k == 0 ? 58.0 : 115.0;
    vec2 g = bent * scale + float(k) * 3.7, id = floor(g);
    for (int i = -1; i <= 1; i++) for (int j = -1; j <= 1; j++) {
      vec2 c = id + vec2(i, j);
      float size = 0.2 + 0.5 * hash(c + 4.0);
      vec2 d = g - c - 0.5 - 0.9 * (vec2(hash(c), hash(c + 9.0)) - 0.5);
      float a = 6.28 * hash(c + 2.0);
      d = mat2(cos(a), sin(a), -sin(a), cos(a)) * d * vec2(1.0, 1.0 + 0.8 * hash(c + 6.0));
      float s = smoothstep(size, size * 0.55, length(d)) * (k == 0 ? 1.0 : 0.75);
      if (s > stones) { stones = s; tone = hash(c + 1.0); }
    }
  }
  vec3 c = mix(vec3(0.035, 0.035, 0.037), mix(vec3(0.1, 0.1, 0.105), vec3(0.27, 0.255, 0.235), tone * tone), stones * 0.85);
  c *= 0.75 + 0.5 * fbm(q * 2.3, 5);
  vec2 hole = q - vec2(-0.16, 0.62);
  float rim = length(hole * vec2(0.8, 1.05)) + 0.2 * (fbm(q * 4.1, 6) - 0.5);
  float inside = smoothstep(0.37, 0.34, rim);
  float lip = smoothstep(0.035, 0.0, abs(rim - 0.365));
  vec3 earth = mix(vec3(0.24, 0.17, 0.11), vec3(0.4, 0.31, 0.21), fbm(q * 9.0, 5)) * (0.45 + 0.8 * noise(q * 60.0) * noise(q * 25.0) + 0.25 * noise(q * 130.0));
  c = mix(c, earth * 0.75, inside);
  c *= 1.0 - 0.7 * lip * smoothstep(-0.1, 0.25, hole.y + 0.4 * hole.x); // the near lip throws a shadow
  c += 0.1 * lip * smoothstep(0.1, -0.25, hole.y);
  float pool = smoothstep(0.27, 0.255, rim + 0.05 * (fbm(q * 12.0, 3) - 0.5));
  vec3 n = normalize(vec3(0.015 * (fbm(q * 14.0, 3) - 0.5), 1.0, 0.015 * (fbm(q * 14.0 + 4.0, 3) - 0.5)));
  vec3 mirror = reflect(rd, n);
  vec2 at = mirror.xz / (mirror.y + 0.05);
  vec3 up = mix(vec3(0.34, 0.5, 0.72), vec3(0.92, 0.94, 0.96), smoothstep(0.35, 0.7, fbm(at * 2.4 + 3.0, 6)));
  c = mix(c, mix(vec3(0.16, 0.12, 0.08), up, 0.62), pool);
  for (int k = 0; k < 6; k++) { // cracks run from the hole
    float a = 0.4 + 1.07 * float(k);
    vec2 d = vec2(cos(a), sin(a)), e = vec2(-d.y, d.x);
    float along = dot(hole, d), side = dot(hole, e) + 0.16 * (fbm(vec2(along * 4.0, float(k) * 7.0), 6) - 0.48);
    float w = 0.009 * smoothstep(1.3, 0.3, along) + 0.0025;
    if (along > 0.25) c *= 1.0 - 0.9 * smoothstep(w, w * 0.35, abs(side)) * smoothstep(1.25, 0.8, along);
  }
  float net = abs(fbm(q * 7.0 + 3.0, 5) - 0.5);
  c *= 1.0 - 0.75 * smoothstep(0.012, 0.002, net) * smoothstep(0.85, 0.45, rim);
  float lane = smoothstep(0.077, 0.07, abs(q.x - 0.78 + 0.01 * fbm(q * 9.0, 3)));
  c = mix(c, vec3(0.8, 0.79, 0.75) * (0.7 + 0.35 * stones), lane * smoothstep(0.33, 0.5, fbm(q * 8.0, 5) + 0.12));
  return c * vec3(2.9, 2.78, 2.55) * (1.18 - 0.17 * t + 0.25 * uv.x * -0.4);
}

void main() {
  vec2 uv = (gl_FragCoord.xy * 2.0 - size) / size.y;
  vec3 c;
  if (scene == ASPHALT) c = pavement(uv);
  else {
    vec3 ro = vec3(middle(0.0) + 0.6, level(0.0) + (hilly() ? 2.6 : 2.0), 0.0);
    float ahead = 30.0;
    vec3 target = vec3(middle(ahead) * 0.75 + 0.5, level(ahead) + (hilly() ? 3.4 : 2.6), ahead);
    if (scene == BRIDGE) { ro = vec3(-30.0, 4.5, 6.0); target = vec3(14.0, 3.5, 84.0); }
    if (scene == PLAIN) { ro.y = 3.0; target.y = 4.2; }
    if (scene == SLIDE) { ro = vec3(middle(2.0) + 1.4, level(2.0) + 2.3, 2.0); target = vec3(middle(27.0) - 1.8, level(27.0) + 2.4, 27.0); }
    if (scene == FLOOD) { ro.y = 2.2; target.y = 0.9; }
    vec3 f = normalize(target - ro), r = normalize(cross(vec3(0, 1, 0), f)), u = cross(f, r);
    vec3 rd = normalize(uv.x * r + uv.y * u + 1.45 * f);
    c = picture(ro, rd);
  }
  if (gray()) { // rain
    vec2 s = uv * vec2(38.0, 3.0) + vec2(uv.y * 5.0, 0.0);
    c += 0.045 * smoothstep(0.93, 1.0, noise(s * vec2(2.0, 1.0))) ;
  }
  c = c * (2.51 * c + 0.03) / (c * (2.43 * c + 0.59) + 0.14);
  c = pow(clamp(c, 0.0, 1.0), vec3(1.0 / 2.2));
  c *= 1.0 - 0.16 * dot(uv * vec2(0.5, 0.62), uv * vec2(0.5, 0.62));
  c += (hash(gl_FragCoord.xy * 0.731) - 0.5) * 0.014;
  color = vec4(c, 1.0);
}
