import { constant } from './html.ts';

/**
 * The one style of every page: class names of NL Design System, own neutral values in custom properties, which a municipality's
 * house style may replace. Every text colour has a contrast of 4.5 or more, every line of a chart 3 or more.
 */
export const stylesheet = constant`
:root{--vz-ink:#1b2733;--vz-quiet:#4a5866;--vz-line:#c5cdd5;--vz-paper:#fff;--vz-wash:#f2f5f8;--vz-accent:#0b4a6f;--vz-accent-dark:#083650;--vz-band:#f3d9a4;--vz-band-line:#8a5a00;--vz-notice:#fff4d6;--vz-notice-line:#8a5a00;--vz-focus:#1b2733;--vz-focus-back:#ffdd57;--utrecht-document-color:var(--vz-ink);--nl-link-color:var(--vz-accent)}
*{box-sizing:border-box}
html{font-size:100%;-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;background:var(--vz-paper);color:var(--utrecht-document-color);font:1.0625rem/1.6 "Segoe UI",system-ui,-apple-system,Roboto,"Helvetica Neue",Arial,"Open Sans","Noto Sans",sans-serif;overflow-wrap:anywhere}
.vz-wide{max-width:56rem;margin:0 auto;padding:0 1rem}
p{margin:0 0 1rem}.nl-paragraph{max-width:42rem}
.nl-heading{line-height:1.25;margin:0 0 .75rem;color:var(--vz-accent-dark)}
.nl-heading--level-1{font-size:clamp(1.375rem,1.1rem + 1.3vw,1.875rem);max-width:50rem;font-weight:700;letter-spacing:-.01em}
.nl-heading--level-2{font-size:1.5rem}.nl-heading--level-3{font-size:1.125rem;margin-top:2rem}
.nl-link{color:var(--nl-link-color);text-decoration:underline;text-underline-offset:.15em;text-decoration-thickness:1px}
.nl-link:hover{text-decoration-thickness:2px;color:var(--vz-accent-dark)}
:focus-visible{outline:3px solid var(--vz-focus);outline-offset:2px;box-shadow:0 0 0 2px var(--vz-focus-back);border-radius:2px}
main:focus{outline:none}
.nl-skip-link{position:absolute;left:1rem;top:-6rem;background:var(--vz-focus-back);color:var(--vz-ink);padding:.75rem 1rem;z-index:2}
.nl-skip-link:focus{top:.5rem}
.utrecht-page-header{background:var(--vz-accent-dark);color:#fff}
.utrecht-page-header .vz-wide{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;justify-content:space-between;align-items:center;padding-top:.9rem;padding-bottom:.9rem}
.vz-brand{margin:0;display:flex;flex-wrap:wrap;gap:0 .75rem;align-items:baseline}.vz-brand strong{font-size:1.125rem;letter-spacing:.01em}
.utrecht-page-header .nl-link{color:#fff;padding:.25rem 0}
.utrecht-page-header :focus-visible{outline-color:#fff}
.utrecht-page-body{flex:1 0 auto;width:100%;padding-top:clamp(1.25rem,4vw,2rem);padding-bottom:3rem;container:page/inline-size}
.utrecht-page-footer{background:var(--vz-wash);border-top:1px solid var(--vz-line);color:var(--vz-quiet);font-size:.9375rem;padding:1.25rem 0}.utrecht-page-footer p{margin:0}
.utrecht-alert{background:var(--vz-notice);border-left:.35rem solid var(--vz-notice-line);padding:.75rem 1rem;margin:0 0 1.5rem;max-width:42rem}.utrecht-alert p{margin:0}
.vz-alert--synthetic{max-width:none}
.vz-kicker,.vz-period,.vz-small{color:var(--vz-quiet)}.vz-kicker{margin-bottom:.5rem}.vz-small{font-size:.9375rem;margin-bottom:.25rem}
.vz-note{border-left:.25rem solid var(--vz-line);padding-left:1rem;color:var(--vz-quiet)}
.vz-missing{background:var(--vz-wash);padding:.75rem 1rem;max-width:42rem}
.vz-visually-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.vz-cards{list-style:none;margin:0 0 1.5rem;padding:0;display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,14rem),1fr));gap:1rem}
.vz-card{display:grid;grid-template-rows:subgrid;grid-row:span 3;gap:0;border:1px solid var(--vz-line);border-top:.3rem solid var(--vz-accent);padding:1rem 1rem .25rem;background:var(--vz-paper)}
.vz-card-label{margin:0 0 .25rem}.vz-card-figure{display:flex;align-items:baseline;gap:.5rem;margin:0 0 .5rem;line-height:1.3}.vz-card-verdict{margin:0 0 .75rem;padding-top:.5rem}.vz-card-verdict .vz-small{margin-left:.25rem}.vz-first-question{background:var(--vz-wash);border-left:.35rem solid var(--vz-accent);padding:.75rem 1rem}.vz-card-figure strong{flex:none;font-size:2.5rem;line-height:1;font-variant-numeric:tabular-nums;color:var(--vz-accent-dark)}.vz-card-missing{color:var(--vz-quiet);margin:.5rem 0 1rem}
.vz-verdict{display:inline-block;border:1px solid currentColor;border-radius:1rem;padding:.05rem .65rem;font-size:.9375rem;white-space:nowrap;background:var(--vz-paper);color:var(--vz-quiet)}
.vz-verdict--higher,.vz-verdict--lower{background:var(--vz-accent-dark);border-color:var(--vz-accent-dark);color:#fff}
.vz-verdict--comparable{color:var(--vz-accent-dark)}.vz-verdict--cannot-say{border-style:dashed}
.vz-session{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;justify-content:space-between;background:var(--vz-wash);padding:.6rem 1rem;margin:0 0 1.5rem;font-size:.9375rem}.vz-session p{margin:0}.vz-session form{margin:0}
.vz-contents{margin:0 0 1rem}.vz-contents-title{font-size:1.0625rem;margin:0 0 .25rem}.vz-contents ul{margin:0;padding:0;list-style:none;columns:2 16rem}.vz-contents li{padding:.15rem 0;break-inside:avoid}
.vz-section{border-top:1px solid var(--vz-line);padding-top:2rem;margin-top:2rem}
.utrecht-unordered-list{padding-left:1.25rem;max-width:42rem}.utrecht-unordered-list li{margin:0 0 .4rem}
.vz-figure{margin:0 0 1.25rem;max-width:44rem}.utrecht-figure__caption{color:var(--vz-quiet);font-size:.9375rem;margin-bottom:.75rem}
.vz-bars{list-style:none;margin:0;padding:0}.vz-bars li{margin:0 0 .6rem}
.vz-bar-head{display:flex;align-items:baseline;justify-content:space-between;gap:0 1rem}.vz-bar-value{flex:none;font-weight:700;font-variant-numeric:tabular-nums}
.vz-bar,.vz-axis,.vz-plot{display:block;overflow:visible}
.vz-axis text,.vz-plot text{font-size:.875rem;fill:var(--vz-quiet)}
.vz-grid{stroke:#dfe4e9;stroke-width:1}.vz-axis-tick{stroke:var(--vz-quiet)}
.vz-band{fill:var(--vz-band);stroke:var(--vz-band-line);stroke-width:1}.vz-column{stroke:var(--vz-band);stroke-width:24}.vz-median{stroke:var(--vz-band-line);stroke-width:3}
.vz-interval{stroke:var(--vz-accent);stroke-width:3}.vz-cap{stroke:var(--vz-accent);stroke-width:2}.vz-dot{fill:var(--vz-accent);stroke:#fff;stroke-width:2}.vz-join{stroke:var(--vz-accent);stroke-width:1.5;stroke-dasharray:4 4}
.vz-legend{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:.75rem 0 0;padding:0;font-size:.9375rem;color:var(--vz-quiet)}.vz-legend li{display:flex;align-items:center;gap:.5rem}.vz-legend svg{flex:none}
.vz-table{border-collapse:collapse;width:100%;overflow-wrap:break-word;margin:0 0 1.5rem;font-size:.9375rem;line-height:1.4}
.utrecht-table__caption{text-align:left;font-weight:600;padding:.25rem 0;position:relative}
.utrecht-table__header-cell{text-align:left;vertical-align:bottom;border-bottom:2px solid var(--vz-ink);padding:.4rem .75rem .4rem 0}
.utrecht-table__cell{text-align:left;vertical-align:top;font-weight:400;border-bottom:1px solid var(--vz-line);padding:.5rem .75rem .5rem 0;font-variant-numeric:tabular-nums}
th.utrecht-table__cell{font-weight:600;min-width:10.5rem}
.vz-plain{list-style:none;margin:0;padding:0}
.vz-words dt,.vz-facts dt{font-weight:600}.vz-words dd,.vz-facts dd{margin:0}.vz-words div,.vz-facts div{margin:0 0 .5rem}.vz-words,.vz-facts{max-width:42rem}
@container page (min-width:38em){.vz-facts div,.vz-words div{display:grid;grid-template-columns:16rem 1fr;gap:0 1rem}.vz-words div{grid-template-columns:9rem 1fr}}
.vz-steps{padding-left:1.25rem;max-width:40rem}.vz-steps li{margin-bottom:.5rem}
.vz-field{margin:0 0 1rem}.vz-field label{display:block;font-weight:600;margin-bottom:.25rem}
.utrecht-textbox{font:inherit;font-size:1.5rem;letter-spacing:.2em;width:10rem;max-width:100%;padding:.4rem .6rem;border:2px solid var(--vz-ink);border-radius:2px;background:#fff;color:var(--vz-ink)}
.utrecht-textbox[aria-invalid=true]{border-color:var(--vz-notice-line);box-shadow:0 0 0 2px var(--vz-notice-line)}
.vz-button{font:inherit;font-weight:600;cursor:pointer;border:2px solid var(--vz-accent);border-radius:2px;background:var(--vz-accent);color:#fff;padding:.55rem 1.25rem;min-height:2.75rem}
.vz-button:hover{background:var(--vz-accent-dark)}
.vz-button--quiet{background:#fff;color:var(--vz-accent);padding:.2rem .9rem;min-height:2rem}.vz-button--quiet:hover{background:var(--vz-wash);color:var(--vz-accent-dark)}
.vz-small-print{margin-top:2rem}.vz-again{margin-top:1rem}
@container page (max-width:38em){
.vz-table,.vz-table caption,.vz-table tbody,.vz-table tr,.vz-table td,.vz-table th{display:block}
.vz-table thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.vz-table{overflow-wrap:anywhere}
.vz-table tr{border-bottom:1px solid var(--vz-line);padding:.5rem 0}
.vz-table .utrecht-table__cell{border:0;padding:.1rem 0;min-width:0}
.vz-table td:empty{display:none}
.vz-table td::before{content:attr(data-head);color:var(--vz-quiet)}
}
@container page (max-width:17em){.vz-verdict{white-space:normal}}
@media print{
@page{size:A4;margin:13mm 16mm 12mm}
html{font-size:9.5pt}body{display:block;min-height:0;font-size:1rem;line-height:1.4}.nl-link{text-decoration:none;color:inherit}.vz-first-question .nl-link{display:none}p{margin-bottom:.6rem}.utrecht-page-body{padding:.75rem 0 1rem}.utrecht-alert,.vz-cards{margin-bottom:.75rem}.vz-computed,.vz-facts,.vz-words{columns:2}.vz-computed ul{margin:0}.vz-facts div,.vz-words div{display:block}.vz-computed{break-inside:avoid;margin-bottom:.6rem}.vz-computed~.nl-paragraph{break-before:avoid}.vz-section>.nl-paragraph{break-inside:avoid}
.vz-section{padding-top:1rem;margin-top:1rem}.nl-heading--level-2{font-size:1.375rem}.nl-heading--level-3{margin-top:1rem}
.vz-table{margin-bottom:1rem}.vz-table .utrecht-table__cell{padding-top:.25rem;padding-bottom:.25rem}
.vz-plot{height:12rem}.vz-section:has(.vz-legend)>:is(.nl-paragraph,.utrecht-alert){break-after:avoid}.vz-section:has(.vz-legend)>.vz-note{break-after:auto;break-before:avoid}.utrecht-unordered-list li,.vz-facts div,.vz-words div{break-inside:avoid}p{orphans:3;widows:3}.vz-legend{font-size:.8125rem;gap:.25rem .75rem;break-inside:avoid;break-after:avoid}.vz-figure{margin-bottom:.5rem;max-width:none}.nl-paragraph,.utrecht-alert,.utrecht-unordered-list,.vz-words,.vz-facts,.vz-missing{max-width:none}
.vz-session,.vz-contents,.nl-skip-link,.vz-language,.utrecht-page-footer,.vz-section[aria-labelledby=download]{display:none}
.utrecht-page-header{background:none;color:var(--vz-ink);border-bottom:2px solid var(--vz-ink)}
.utrecht-page-header *{color:var(--vz-ink)}
.vz-wide{max-width:none;padding-left:0;padding-right:0}
.nl-heading{break-after:avoid}.vz-block,.vz-figure,.vz-card,.vz-table,.utrecht-alert{break-inside:avoid}
.vz-cards{grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.5rem}
.vz-card{padding:.5rem .75rem 0}.vz-card-figure strong{font-size:22pt}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}
@media (prefers-contrast:more){:root{--vz-quiet:#1b2733;--vz-line:#1b2733}}
`;
