"use strict";(self.rspackChunktraining_lab_panel=self.rspackChunktraining_lab_panel||[]).push([[1],{21(t,e,r){var o=r(22),a=r.n(o),n=r(23),l=(r.n(n))()(a());l.push([t.id,`/* The colours are JupyterLab's own, light and dark, but for those of the states: chosen for a contrast of 4.5 and more. */
.tl-Panel {
  --tl-good: #1b6e3a;
  --tl-bad: #b3261e;
  --tl-open: #8a4b00;
  --tl-accent: #0b4f8a;
  --tl-quiet: #5c5c5c;

  background: var(--jp-layout-color1);
  color: var(--jp-ui-font-color1);
  font-size: var(--jp-ui-font-size1);
  line-height: 1.45;
  min-width: 220px;
  overflow-y: auto;
}

body[data-jp-theme-light='false'] .tl-Panel {
  --tl-good: #7fd49b;
  --tl-bad: #ff9c92;
  --tl-open: #f2b45c;
  --tl-accent: #8ec5f5;
  --tl-quiet: #b8b8b8;
}

.tl-Panel h2,
.tl-Panel h3,
.tl-Panel p {
  margin: 0;
}

.tl-Panel :focus-visible {
  outline: 2px solid var(--tl-accent);
  outline-offset: 1px;
}

.tl-Hidden {
  clip-path: inset(50%);
  height: 1px;
  overflow: hidden;
  position: absolute;
  white-space: nowrap;
  width: 1px;
}

.tl-Empty {
  color: var(--tl-quiet);
  padding: 16px;
}

/* ------------------------------------------------------------------ where the lesson stands */

.tl-Standing {
  border-bottom: 1px solid var(--jp-border-color2);
  display: grid;
  gap: 10px;
  padding: 14px 16px 16px;
}

.tl-Standing h2 {
  font-size: var(--jp-ui-font-size2);
  font-weight: 600;
}

.tl-Bar-words {
  color: var(--tl-quiet);
  display: flex;
  font-variant-numeric: tabular-nums;
  justify-content: space-between;
  margin-bottom: 4px;
}

.tl-Bar-track {
  background: var(--jp-layout-color3);
  border-radius: 4px;
  height: 8px;
  overflow: hidden;
}

.tl-Bar-done {
  background: var(--tl-good);
  border-radius: 4px;
  height: 100%;
  transition: width 200ms;
}

/* ------------------------------------------------------------------ an exercise */

.tl-Rows {
  list-style: none;
  margin: 0;
  padding: 0;
}

.tl-Row {
  border-bottom: 1px solid var(--jp-border-color2);
  border-left: 3px solid transparent;
}

.tl-Row.tl-mod-current {
  background: var(--jp-layout-color2);
  border-left-color: var(--tl-accent);
}

.tl-Row-title {
  align-items: start;
  background: none;
  border: 0;
  color: inherit;
  cursor: pointer;
  display: grid;
  font: inherit;
  gap: 10px;
  grid-template-columns: 18px 1fr auto;
  padding: 10px 14px 10px 11px;
  text-align: left;
  width: 100%;
}

.tl-Row-title:hover {
  background: var(--jp-layout-color2);
}

.tl-Panel .tl-Row-title:focus-visible {
  outline-offset: -3px;
}

.tl-Mark {
  color: var(--tl-quiet);
  font-size: 15px;
  font-weight: 700;
  line-height: 1.25;
  text-align: center;
}

.tl-Name {
  font-weight: 600;
}

.tl-State {
  color: var(--tl-quiet);
  display: block;
  font-weight: 400;
}

.tl-mod-passes :is(.tl-Mark, .tl-State:last-child),
.tl-mod-written :is(.tl-Mark, .tl-State:last-child) {
  color: var(--tl-good);
}

.tl-mod-fails :is(.tl-Mark, .tl-State:last-child) {
  color: var(--tl-bad);
}

.tl-mod-changed :is(.tl-Mark, .tl-State:last-child) {
  color: var(--tl-open);
}

.tl-Points {
  color: var(--tl-quiet);
  font-variant-numeric: tabular-nums;
  white-space: nowrap;
}

.tl-Row-body {
  display: grid;
  gap: 10px;
  padding: 0 14px 14px;
}

.tl-Row-body[hidden] {
  display: none;
}

.tl-Says,
.tl-Message {
  overflow-wrap: anywhere;
  white-space: pre-line;
}

.tl-Note,
.tl-Receipt {
  color: var(--tl-quiet);
}

.tl-Buttons {
  display: flex;
  flex-wrap: wrap;
  gap: 6px;
}

.tl-Button {
  background: var(--jp-layout-color1);
  border: 1px solid var(--tl-quiet);
  border-radius: 4px;
  color: var(--jp-ui-font-color1);
  cursor: pointer;
  font: inherit;
  min-height: 28px;
  padding: 2px 10px;
}

.tl-Button:hover:not([aria-disabled='true']) {
  border-color: var(--tl-accent);
  color: var(--tl-accent);
}

.tl-Button[aria-disabled='true'] {
  border-style: dashed;
  color: var(--tl-quiet);
  cursor: default;
}

.tl-Asked {
  color: var(--tl-accent);
}

.tl-Verdict,
.tl-Hint {
  background: var(--jp-layout-color1);
  border: 1px solid var(--jp-border-color2);
  border-radius: 4px;
  padding: 10px 12px;
}

.tl-Verdict {
  border-left: 4px solid var(--tl-bad);
  display: grid;
  gap: 6px;
}

.tl-Verdict.tl-mod-passed {
  border-left-color: var(--tl-good);
}

.tl-Verdict h3 {
  font-size: inherit;
  font-weight: 600;
}

.tl-Receipt code {
  color: var(--jp-ui-font-color1);
  font-family: var(--jp-code-font-family);
  overflow-wrap: anywhere;
}

.tl-Hint {
  border-left: 4px solid var(--tl-accent);
}

.tl-Hint .jp-RenderedMarkdown {
  font-size: inherit;
  padding: 0;
}

.tl-Hint .jp-RenderedMarkdown :is(pre, code) {
  font-size: var(--jp-code-font-size);
}

/* Wrapped, not scrolled: a keyboard could not reach what is out of sight. */
.tl-Hint .jp-RenderedMarkdown pre {
  margin: 0 0 8px;
  overflow-wrap: anywhere;
  white-space: pre-wrap;
}

.tl-Hint .jp-RenderedMarkdown > :last-child {
  margin-bottom: 0;
}

.tl-Trouble {
  border-left: 4px solid var(--tl-bad);
  overflow-wrap: anywhere;
  padding-left: 8px;
}

/* ------------------------------------------------------------------ the grader's address */

.tl-Connection {
  display: grid;
  gap: 10px;
  padding: 14px 16px 20px;
}

.tl-Connection summary {
  cursor: pointer;
  min-height: 24px;
}

.tl-Connection form {
  display: grid;
  gap: 10px;
  margin-top: 10px;
}

.tl-Connection label {
  display: grid;
  gap: 3px;
}

.tl-Connection input {
  background: var(--jp-layout-color1);
  border: 1px solid var(--tl-quiet);
  border-radius: 4px;
  color: var(--jp-ui-font-color1);
  font: inherit;
  min-height: 28px;
  padding: 2px 8px;
}

.tl-Address {
  overflow-wrap: anywhere;
}
`,""]),r.d(e,{},{A:l})},23(t){t.exports=function(t){var e=[];return e.toString=function(){return this.map(function(e){var r="",o=void 0!==e[5];return e[4]&&(r+="@supports (".concat(e[4],") {")),e[2]&&(r+="@media ".concat(e[2]," {")),o&&(r+="@layer".concat(e[5].length>0?" ".concat(e[5]):""," {")),r+=t(e),o&&(r+="}"),e[2]&&(r+="}"),e[4]&&(r+="}"),r}).join("")},e.i=function(t,r,o,a,n){"string"==typeof t&&(t=[[null,t,void 0]]);var l={};if(o)for(var i=0;i<this.length;i++){var d=this[i][0];null!=d&&(l[d]=!0)}for(var p=0;p<t.length;p++){var c=[].concat(t[p]);o&&l[c[0]]||(void 0!==n&&(void 0===c[5]||(c[1]="@layer".concat(c[5].length>0?" ".concat(c[5]):""," {").concat(c[1],"}")),c[5]=n),r&&(c[2]&&(c[1]="@media ".concat(c[2]," {").concat(c[1],"}")),c[2]=r),a&&(c[4]?(c[1]="@supports (".concat(c[4],") {").concat(c[1],"}"),c[4]=a):c[4]="".concat(a)),e.push(c))}},e}},22(t){t.exports=function(t){return t[1]}},15(t){var e=[];function r(t){for(var r=-1,o=0;o<e.length;o++)if(e[o].identifier===t){r=o;break}return r}function o(t,o){for(var a={},n=[],l=0;l<t.length;l++){var i=t[l],d=o.base?i[0]+o.base:i[0],p=a[d]||0,c="".concat(d," ").concat(p);a[d]=p+1;var s=r(c),u={css:i[1],media:i[2],sourceMap:i[3],supports:i[4],layer:i[5]};if(-1!==s)e[s].references++,e[s].updater(u);else{var f=function(t,e){var r=e.domAPI(e);return r.update(t),function(e){e?(e.css!==t.css||e.media!==t.media||e.sourceMap!==t.sourceMap||e.supports!==t.supports||e.layer!==t.layer)&&r.update(t=e):r.remove()}}(u,o);o.byIndex=l,e.splice(l,0,{identifier:c,updater:f,references:1})}n.push(c)}return n}t.exports=function(t,a){var n=o(t=t||[],a=a||{});return function(t){t=t||[];for(var l=0;l<n.length;l++){var i=r(n[l]);e[i].references--}for(var d=o(t,a),p=0;p<n.length;p++){var c=r(n[p]);0===e[c].references&&(e[c].updater(),e.splice(c,1))}n=d}}},17(t){var e={};t.exports=function(t,r){var o=function(t){if(void 0===e[t]){var r=document.querySelector(t);if(window.HTMLIFrameElement&&r instanceof window.HTMLIFrameElement)try{r=r.contentDocument.head}catch(t){r=null}e[t]=r}return e[t]}(t);if(!o)throw Error("Couldn't find a style target. This probably means that the value for the 'insert' parameter is invalid.");o.appendChild(r)}},19(t){t.exports=function(t){var e=document.createElement("style");return t.setAttributes(e,t.attributes),t.insert(e,t.options),e}},18(t,e,r){t.exports=function(t){var e=r.nc;e&&t.setAttribute("nonce",e)}},16(t){t.exports=function(t){if("u"<typeof document)return{update:function(){},remove:function(){}};var e=t.insertStyleElement(t);return{update:function(r){var o,a,n;o="",r.supports&&(o+="@supports (".concat(r.supports,") {")),r.media&&(o+="@media ".concat(r.media," {")),(a=void 0!==r.layer)&&(o+="@layer".concat(r.layer.length>0?" ".concat(r.layer):""," {")),o+=r.css,a&&(o+="}"),r.media&&(o+="}"),r.supports&&(o+="}"),(n=r.sourceMap)&&"u">typeof btoa&&(o+="\n/*# sourceMappingURL=data:application/json;base64,".concat(btoa(unescape(encodeURIComponent(JSON.stringify(n))))," */")),t.styleTagTransform(o,e,t.options)},remove:function(){var t;null===(t=e).parentNode||t.parentNode.removeChild(t)}}}},20(t){t.exports=function(t,e){if(e.styleSheet)e.styleSheet.cssText=t;else{for(;e.firstChild;)e.removeChild(e.firstChild);e.appendChild(document.createTextNode(t))}}},14(t,e,r){var o=r(15),a=r.n(o),n=r(16),l=r.n(n),i=r(17),d=r.n(i),p=r(18),c=r.n(p),s=r(19),u=r.n(s),f=r(20),h=r.n(f),v=r(21),g={};g.styleTagTransform=h(),g.setAttributes=c(),g.insert=d().bind(null,"head"),g.domAPI=l(),g.insertStyleElement=u(),a()(v.A,g),v.A&&v.A.locals&&v.A.locals}}]);